package check

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// revision is the FS of a repository as it was at a commit. What git ignores or
// keeps elsewhere (Cargo.lock of some, build output, submodules) and what lies
// outside the repository is as it is now.
type revision struct {
	disk vfs.FS
	top  string
	// entries are the files, folders, links and submodules of the commit by path
	// relative to top with slashes; "" is top.
	entries map[string]treeEntry
	lists   map[string][]vfs.Entry // by folder
	ignored map[string]bool

	mu  sync.Mutex // guards cat
	cat *catFile
}

// treeEntry is one entry of the commit's trees.
type treeEntry struct{ mode, object string }

// The modes that matter.
const (
	modeFolder    = "040000"
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// openRevision reads the trees of a revision of the repository that holds dir.
// close must be called on it.
func openRevision(ctx context.Context, disk vfs.FS, dir, rev string) (*revision, error) {
	git := func(args ...string) (string, error) {
		var stderr bytes.Buffer
		cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "core.fsmonitor=false", "-C", dir}, args...)...)
		cmd.Env = gitEnv()
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		switch {
		case errors.Is(err, exec.ErrNotFound):
			return "", errors.New("--new-from needs git, which is not here; install it")
		case err != nil:
			return "", fmt.Errorf("--new-from %s: git: %s; name a revision of the repository that is checked", rev, show.OneLine(stderr.String()))
		}
		return string(out), nil
	}
	top, err := git("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	commit, err := git("rev-parse", "--verify", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("%w, and fetch it where the clone is shallow", err)
	}
	dir = strings.TrimSuffix(top, "\n")
	r := &revision{disk: disk, top: filepath.FromSlash(dir), entries: map[string]treeEntry{"": {mode: modeFolder}}, lists: map[string][]vfs.Entry{}, ignored: map[string]bool{".git": true}}
	tree, err := git("ls-tree", "-r", "-t", "-z", "--full-tree", strings.TrimSpace(commit))
	if err != nil {
		return nil, err
	}
	ignored, err := git("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
	if err != nil {
		return nil, err
	}
	if r.cat, err = newCatFile(ctx, dir); err != nil {
		return nil, err
	}
	r.read(tree, ignored)
	return r, nil
}

// read fills in the entries from what ls-tree and ls-files print.
func (r *revision) read(tree, ignored string) {
	for record := range strings.SplitSeq(tree, "\x00") {
		head, name, ok := strings.Cut(record, "\t")
		words := strings.Fields(head) // mode, type, object
		if !ok || len(words) < 3 {
			continue
		}
		r.entries[name] = treeEntry{words[0], words[2]}
		if words[0] == modeSubmodule {
			r.ignored[name] = true
		}
	}
	for name := range strings.SplitSeq(ignored, "\x00") {
		if name = strings.TrimSuffix(name, "/"); name != "" {
			r.ignored[name] = true
		}
	}
	for name, e := range r.entries {
		if name == "" {
			continue
		}
		entry := vfs.Entry{Name: path.Base(name), IsDir: e.mode == modeFolder, Symlink: e.mode == modeLink}
		if to, ok := r.resolve(name); e.mode == modeLink && ok {
			entry.IsDir = r.entries[to].mode == modeFolder
		}
		r.list(name, entry)
	}
	for name := range r.ignored {
		if e, err := r.disk.Stat(filepath.Join(r.top, filepath.FromSlash(name))); err == nil && r.entries[name].mode != modeSubmodule {
			r.list(name, e)
		}
	}
	for _, list := range r.lists {
		slices.SortFunc(list, func(a, b vfs.Entry) int { return strings.Compare(a.Name, b.Name) })
	}
}

func (r *revision) list(name string, e vfs.Entry) {
	dir := path.Dir(name)
	if dir == "." {
		dir = ""
	}
	r.lists[dir] = append(r.lists[dir], e)
}

// find gives the entry of the commit that an absolute path leads to; now means that
// the disk has to be asked instead.
func (r *revision) find(file string) (name string, now bool, err error) {
	rel, err := filepath.Rel(r.top, file)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", true, nil
	}
	if rel = filepath.ToSlash(rel); rel == "." {
		rel = ""
	}
	for up := rel; up != "" && up != "."; up = path.Dir(up) {
		if r.ignored[up] {
			return "", true, nil
		}
	}
	if name, ok := r.resolve(rel); ok {
		return name, false, nil
	}
	return "", false, &fs.PathError{Op: "open", Path: file, Err: fs.ErrNotExist}
}

// maxLinks bounds the links that a path is followed through.
const maxLinks = 16

// resolve follows the links of a path within the commit.
func (r *revision) resolve(name string) (string, bool) {
	for range maxLinks {
		e, ok := r.entries[name]
		if ok && e.mode != modeLink {
			return name, true
		}
		link, rest := name, ""
		for link != "." && r.entries[link].mode != modeLink {
			link, rest = path.Dir(link), path.Join(path.Base(link), rest)
		}
		if link == "." {
			return "", false
		}
		to, err := r.object(r.entries[link].object, 1<<16)
		if err != nil || path.IsAbs(string(to)) {
			return "", false
		}
		if name = path.Join(path.Dir(link), string(to), rest); name == "." {
			name = ""
		}
	}
	return "", false
}

// ReadFile returns a file of the commit.
func (r *revision) ReadFile(file string, max int64) ([]byte, error) {
	name, now, err := r.find(file)
	switch {
	case now:
		return r.disk.ReadFile(file, max)
	case err != nil:
		return nil, err
	case r.entries[name].mode == modeFolder:
		return nil, &fs.PathError{Op: "read", Path: file, Err: errors.New("not a regular file")}
	}
	text, err := r.object(r.entries[name].object, max)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: file, Err: err}
	}
	return text, nil
}

// ReadDir lists a folder of the commit, with what git ignores in it.
func (r *revision) ReadDir(dir string) ([]vfs.Entry, error) {
	name, now, err := r.find(dir)
	switch {
	case now:
		return r.disk.ReadDir(dir)
	case err != nil:
		return nil, err
	case r.entries[name].mode != modeFolder:
		return nil, &fs.PathError{Op: "read", Path: dir, Err: errors.New("not a folder")}
	}
	return slices.Clone(r.lists[name]), nil
}

// Stat tells of an entry of the commit, which has no date.
func (r *revision) Stat(file string) (vfs.Entry, error) {
	name, now, err := r.find(file)
	switch {
	case now:
		return r.disk.Stat(file)
	case err != nil:
		return vfs.Entry{}, err
	}
	return vfs.Entry{Name: filepath.Base(file), IsDir: r.entries[name].mode == modeFolder}, nil
}

func (r *revision) object(id string, max int64) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cat.read(id, max)
}

// close ends git.
func (r *revision) close() error { return r.cat.close() }

// catFile is a running `git cat-file --batch`, which prints objects on demand.
type catFile struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// gitEnv keeps git from running what the repository's own configuration names, beside
// core.fsmonitor, which is switched off by hand: objects that a partial clone lacks are
// not fetched, and nobody is asked for a password.
func gitEnv() []string {
	return append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
}

func newCatFile(ctx context.Context, dir string) (*catFile, error) {
	cmd := exec.CommandContext(ctx, "git", "-c", "core.fsmonitor=false", "-C", dir, "cat-file", "--batch")
	cmd.Env = gitEnv()
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &catFile{cmd, in, bufio.NewReader(out)}, cmd.Start()
}

// read returns an object of at most max bytes.
func (c *catFile) read(id string, max int64) ([]byte, error) {
	if _, err := io.WriteString(c.in, id+"\n"); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	head, err := c.out.ReadString('\n') // id, type, size
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	words := strings.Fields(head)
	if len(words) != 3 {
		return nil, fmt.Errorf("git cat-file: %s", strings.TrimSpace(head))
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	if size > max {
		if _, err := io.CopyN(io.Discard, c.out, size+1); err != nil {
			return nil, fmt.Errorf("git cat-file: %w", err)
		}
		return nil, fmt.Errorf("%d bytes, more than the %d that are read", size, max)
	}
	text := make([]byte, size+1) // a line end follows
	if _, err := io.ReadFull(c.out, text); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	return text[:size], nil
}

func (c *catFile) close() error {
	if err := c.in.Close(); err != nil {
		return err
	}
	return c.cmd.Wait()
}
