package check

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// knownAt is what is found at the revision of --new-from, with the root of its
// repository. That revision is checked like the files are: which lines a diff
// touches would not tell, as an edit in one file makes findings in others.
func (r *run) knownAt(ctx context.Context) (known baseline, top string, err error) {
	rev, err := openRevision(ctx, vfs.Disk{}, r.at.Root, r.f.NewFrom)
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if e := rev.close(); err == nil && e != nil {
			err = fmt.Errorf("--new-from %s: git cat-file: %w", r.f.NewFrom, e)
		}
	}()
	paths := slices.DeleteFunc(slices.Clone(r.at.Paths), func(path string) bool { _, err := rev.Stat(path); return err != nil })
	if len(paths) == 0 { // all of it is new
		return baseline{}, rev.top, nil
	}
	options := *r.f
	options.NoArtifact, options.Artifacts, options.Traces = true, nil, nil // none was built of that revision
	o, err := Find(ctx, r.Console, rev, &options, paths, r.newProgress())
	if err != nil {
		return nil, "", fmt.Errorf("--new-from %s: checking that revision: %w", r.f.NewFrom, err)
	}
	return newBaseline(rev.top, show.NewSources(rev), o.Findings), rev.top, nil
}

// readStdin lays standard input over the file that it is the text of.
func readStdin(c *console.Console, name string, fs vfs.FS) (over vfs.FS, file string, err error) {
	text, err := io.ReadAll(io.LimitReader(c.Stdin, maxFixed+1))
	if err != nil {
		return nil, "", fmt.Errorf("cannot read standard input: %w", err)
	}
	if len(text) > maxFixed {
		return nil, "", fmt.Errorf("standard input has more than the %d bytes that are read of a file; give the text of %s alone", maxFixed, name)
	}
	file = c.Absolute(name)
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return nil, "", fmt.Errorf("--stdin-filename %s is a folder; name a file", name)
	}
	return vfs.Lay(fs, map[string][]byte{file: text}), file, nil
}
