package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// knownAt is what is found at the revision of --new-from, with the root of its
// repository. That revision is checked like the files are: which lines a diff
// touches would not tell, as an edit in one file makes findings in others.
func (r *run) knownAt(ctx context.Context) (known baseline, top string, err error) {
	paths, root, err := r.p.paths(r.args)
	if err != nil {
		return nil, "", err
	}
	rev, err := openRevision(ctx, vfs.Disk{}, root, r.f.newFrom)
	if err != nil {
		return nil, "", err
	}
	defer func() {
		if e := rev.close(); err == nil && e != nil {
			err = fmt.Errorf("--new-from %s: git cat-file: %w", r.f.newFrom, e)
		}
	}()
	paths = slices.DeleteFunc(paths, func(path string) bool { _, err := rev.Stat(path); return err != nil })
	if len(paths) == 0 { // all of it is new
		return baseline{}, rev.top, nil
	}
	flags := *r.f
	flags.noArtifact, flags.artifacts, flags.traces = true, nil, nil // none was built of that revision
	o, err := r.p.analyse(ctx, rev, &flags, paths, r.stream)
	if err != nil {
		return nil, "", fmt.Errorf("--new-from %s: checking that revision: %w", r.f.newFrom, err)
	}
	return newBaseline(rev.top, o.src, o.findings), rev.top, nil
}

// readStdin lays standard input over the file that it is the text of.
func (p *program) readStdin(f *checkFlags, fs vfs.FS) (*vfs.Overlay, string, error) {
	text, err := io.ReadAll(io.LimitReader(p.stdin, maxFixed+1))
	if err != nil {
		return nil, "", fmt.Errorf("cannot read standard input: %w", err)
	}
	if len(text) > maxFixed {
		return nil, "", fmt.Errorf("standard input has more than the %d bytes that are read of a file; give the text of %s alone", maxFixed, f.stdinName)
	}
	file := p.absolute(f.stdinName)
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return nil, "", fmt.Errorf("--stdin-filename %s is a folder; name a file", f.stdinName)
	}
	return vfs.Lay(fs, map[string][]byte{file: text}), file, nil
}
