package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// loader is one run of Load. The documents it keeps are shared by all
// workspaces of the set.
type loader struct {
	ctx       context.Context
	fs        vfs.FS
	opts      Options
	cargoHome string
	problems  problems
	// absent are manifests that something names and that are not there.
	absent []absence
	// at is the manifest that the work is on, faulty those that it failed on.
	at     string
	faulty map[string]bool

	mu     sync.Mutex
	faults []Problem                     // internal errors
	docs   map[string]*manifest.Document // nil: there is no such file
}

// given is one of the paths that Load was asked for.
type given struct {
	path      string   // as asked, clean
	under     string   // packages below it are selected
	manifests []string // those found
}

// doc reads a TOML file once; nil where there is none.
func (l *loader) doc(path string) *manifest.Document {
	l.mu.Lock()
	d, seen := l.docs[path]
	l.mu.Unlock()
	if seen {
		return d
	}
	d = l.parsed(path, manifest.MaxManifest)
	l.mu.Lock()
	defer l.mu.Unlock()
	if first, seen := l.docs[path]; seen { // read twice at once: all see one
		return first
	}
	l.docs[path] = d
	return d
}

// prefetch parses the manifests side by side: that is most of the time Load takes.
func (l *loader) prefetch(paths []string) {
	work := make(chan string)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		workers.Go(func() {
			for path := range work {
				_ = fault.Catch(func() { // whoever needs it panics again, and says so
					if d := l.doc(path); d != nil {
						d.Span() // the places too
					}
				})
			}
		})
	}
	for _, path := range paths {
		work <- path
	}
	close(work)
	workers.Wait()
}

func (l *loader) readDoc(path string, limit int) *manifest.Document {
	src, err := l.fs.ReadFile(path, int64(limit))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		d := manifest.Parse(path, nil, limit)
		d.Err = &manifest.SyntaxError{File: path, Line: 1, Message: "it cannot be read: " + reason(err)}
		return d
	}
	return l.opts.Cache.parse(path, src, limit)
}

// reason is the last part of a file error, without operation and path.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// discoverAll finds the manifests of all paths and the roots they belong to. It is an
// error where none can be read; set.Unread tells of some.
func (l *loader) discoverAll(paths []string, set *Set) (all []*given, roots map[string]bool, err error) {
	roots = map[string]bool{}
	for _, p := range paths {
		var g *given
		var err error
		l.guard(filepath.Clean(p), func() { g, err = l.discover(filepath.Clean(p)) })
		if err := l.ctx.Err(); err != nil {
			return nil, nil, err
		}
		if err == nil && g != nil {
			err = l.readable(g.path)
		}
		if err != nil {
			set.Unread = append(set.Unread, err)
		}
		if g == nil {
			continue
		}
		all = append(all, g)
		for _, m := range g.manifests {
			l.guard(m, func() {
				l.report(l.doc(m))
				roots[l.rootOf(m)] = true
			})
		}
	}
	if len(all) == 0 {
		return nil, nil, errors.Join(set.Unread...)
	}
	return all, roots, nil
}

// readable tells why a file that was asked for by name cannot be read.
func (l *loader) readable(path string) error {
	limit := int64(manifest.MaxManifest)
	switch info, err := l.fs.Stat(path); {
	case err != nil || info.IsDir:
		return err
	case filepath.Ext(path) == ".rs":
		limit = rust.MaxSource
	}
	text, err := l.fs.ReadFile(path, limit)
	if err != nil {
		return fmt.Errorf("%s: it cannot be read: %s: give a file that can", path, reason(err))
	}
	if why := rust.NotText(text); why != "" {
		return fmt.Errorf("%s: %s: give a file that can be read", path, why)
	}
	return nil
}

// discover finds the manifests that a path stands for.
func (l *loader) discover(path string) (*given, error) {
	info, err := l.fs.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: give a folder with a Cargo.toml, a manifest or a .rs file", path, reason(err))
	}
	g := &given{path: path, under: path}
	switch base := filepath.Base(path); {
	case info.IsDir:
		if err := l.walk(path, l.ignoresAbove(path), g); err != nil {
			return nil, err
		}
		l.prefetch(g.manifests)
		g.manifests = slices.DeleteFunc(g.manifests, l.isTemplate)
	case base == "Cargo.toml":
		g.manifests, g.under = []string{path}, filepath.Dir(path)
		return g, nil
	case filepath.Ext(path) != ".rs":
		return nil, fmt.Errorf("%s: neither a folder, a Cargo.toml nor a .rs file: give one of these", path)
	}
	if len(g.manifests) > 0 {
		return g, nil
	}
	// A folder or file inside a package stands for the package.
	for dir := path; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		above := filepath.Join(filepath.Dir(dir), "Cargo.toml")
		if d := l.doc(above); d != nil {
			if _, isPackage := d.Values["package"]; isPackage || d.Err != nil {
				g.manifests, g.under = []string{above}, filepath.Dir(above)
				return g, nil
			}
		}
	}
	return nil, fmt.Errorf("%s: no Cargo.toml here, below or above: run it in a crate or give the crate's folder", path)
}

// walk collects the manifests below dir. Links to folders are not followed:
// they loop, and what they lead to is found where it is.
func (l *loader) walk(dir string, ignores ignoreRules, g *given) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	entries, err := l.fs.ReadDir(dir)
	if err != nil {
		if dir == g.path {
			return fmt.Errorf("%s: %s: make it readable", dir, reason(err))
		}
		return nil // somebody else's folder: nothing Cargo could build either
	}
	names := map[string]bool{}
	for _, e := range entries {
		names[e.Name] = true
	}
	if dir != g.path && (names["CACHEDIR.TAG"] || names[".cargo-checksum.json"]) {
		return nil // a target directory, or a vendored dependency
	}
	ignores = ignores.with(l, dir, names)
	if path := filepath.Join(dir, "Cargo.toml"); names["Cargo.toml"] && !ignores.ignored(path, false) {
		g.manifests = append(g.manifests, path)
	}
	for _, e := range entries {
		if !e.IsDir || e.Symlink || strings.HasPrefix(e.Name, ".") || e.Name == "node_modules" {
			continue
		}
		sub := filepath.Join(dir, e.Name)
		if e.Name == "target" {
			if _, err := l.fs.Stat(filepath.Join(sub, "Cargo.toml")); err != nil {
				continue
			}
		}
		if ignores.ignored(sub, true) {
			continue
		}
		if err := l.walk(sub, ignores, g); err != nil {
			return err
		}
	}
	return nil
}

// rootOf returns the manifest of the workspace that a manifest belongs to, as
// Cargo looks for it; itself for a lone package.
func (l *loader) rootOf(path string) string {
	d := l.doc(path)
	if d == nil || d.Values["workspace"] != nil {
		return path
	}
	dir := filepath.Dir(path)
	if pkg, _ := d.Values["package"].(map[string]any); pkg != nil {
		if to, ok := pkg["workspace"].(string); ok {
			root := filepath.Join(dir, filepath.FromSlash(to), "Cargo.toml")
			if l.doc(root) != nil {
				return root
			}
			span := d.Nearest("package", "workspace")
			l.problems.add("broken-manifest", path, span, "workspace root `%s` has no Cargo.toml: correct the path or remove `package.workspace`", to)
			return path
		}
	}
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		root := filepath.Join(up, "Cargo.toml")
		if r := l.doc(root); r != nil {
			if ws, ok := r.Values["workspace"].(map[string]any); ok && !excluded(up, ws, dir) {
				return root
			}
		}
		if up == filepath.Dir(up) {
			return path
		}
	}
}

// excluded is Cargo's rule: below an `exclude` path and below no `members` path.
func excluded(root string, ws map[string]any, dir string) bool {
	within := func(key string) bool {
		list, _ := ws[key].([]any)
		for _, e := range list {
			if s, ok := e.(string); ok && isBelow(dir, filepath.Join(root, filepath.FromSlash(s))) {
				return true
			}
		}
		return false
	}
	return within("exclude") && !within("members")
}

// isBelow reports whether path is dir or lies in it.
func isBelow(path, dir string) bool {
	if path == dir || dir == string(filepath.Separator) {
		return true
	}
	return strings.HasPrefix(path, dir+string(filepath.Separator))
}

// isTemplate reports whether a file is no manifest yet: cargo-generate fills in
// its `{{name}}`, or finds its own configuration beside it.
func (l *loader) isTemplate(path string) bool {
	d := l.doc(path)
	if d == nil {
		return false
	}
	if _, err := l.fs.Stat(filepath.Join(filepath.Dir(path), "cargo-generate.toml")); err == nil {
		return true
	}
	if !bytes.Contains(d.Source, []byte("{{")) && !bytes.Contains(d.Source, []byte("{%")) {
		return false
	}
	pkg, _ := d.Values["package"].(map[string]any)
	name, _ := pkg["name"].(string)
	return d.Err != nil || strings.Contains(name, "{{")
}

// report turns what is wrong with a document's text into a problem.
func (l *loader) report(d *manifest.Document) {
	if d == nil {
		return
	}
	var p Problem
	if d.Err != nil {
		p = Problem{Rule: "broken-manifest", File: d.Name, Span: d.Err.Span, Message: d.Err.Message + ": Cargo cannot read this file"}
	} else if filepath.Base(d.Name) == "Cargo.lock" {
		return // nobody asks for places in it
	} else if err := d.Unplaced(); err != nil {
		p = Problem{Rule: "unread-code", File: d.Name, Span: spanStart,
			Message: "places in this file are not known: " + err.Error() + "; findings about it are shown at its first line, and its comments are not read"}
	} else {
		return
	}
	if !slices.Contains(l.problems.list, p) {
		l.problems.list = append(l.problems.list, p)
	}
}

// spanStart is the zero place, for what concerns a whole file.
var spanStart rust.Span
