package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// maxRounds bounds how often files are fixed and checked again: a fix can make
// room for another, and one that cures nothing must not be applied for ever.
const maxRounds = 20

// maxFixed bounds a file that is fixed, in bytes; larger ones are not checked either.
const maxFixed = max(rust.MaxSource, manifest.MaxManifest)

// fixed is what fixes come to before anything is written.
type fixed struct {
	before, after map[string][]byte // by file; before is nil for a file that is made
	findings      int               // that were fixed
}

// fixOrShow applies fixes and returns the report on what is left. For a dry run it
// has the diff printed instead of the report, and the report is the one it was given.
func (r *run) fixOrShow(ctx context.Context, o *Checked) (*Checked, error) {
	roots := r.fixRoots()
	x, left, err := r.fixAll(ctx, o, roots)
	if err != nil {
		return nil, err
	}
	verb := "fixed"
	if r.f.FixDryRun {
		verb, left = "would fix", o
		err = x.diff(&r.outputs[0].written, r.repo)
	} else {
		err = x.write()
	}
	r.notes = append(append(r.notes, roots.notes()...), x.summary(verb))
	return left, err
}

// fixAll applies fixes round by round to texts in memory, until a check of them
// offers no more. It returns the texts and the report of the last check.
func (r *run) fixAll(ctx context.Context, o *Checked, roots *fixRoots) (*fixed, *Checked, error) {
	all := &fixed{before: map[string][]byte{}, after: map[string][]byte{}}
	for range maxRounds {
		edits, cured := rules.Plan(roots.allowed(o.Findings), r.f.FixUnsafe)
		if len(cured) == 0 {
			return all, o, nil
		}
		all.findings += len(cured)
		texts := maps.Clone(all.after)
		for _, file := range slices.Sorted(maps.Keys(edits)) {
			text, err := all.text(r.trace, file)
			if err != nil {
				return nil, nil, err
			}
			if texts[file], err = rules.Apply(text, edits[file]); err != nil {
				return nil, nil, fmt.Errorf("internal: %w; please report it; nothing was written", err)
			}
		}
		all.after = texts
		var err error
		if o, err = r.check(ctx, vfs.Lay(r.trace, texts)); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, fmt.Errorf("internal: fixes are still offered after %d rounds; please report it; nothing was written", maxRounds)
}

// text is what a file holds after the rounds so far. A file must still be what was
// checked: the places of the edits are in that text.
func (x *fixed) text(trace *vfs.Trace, path string) ([]byte, error) {
	if text, ok := x.after[path]; ok {
		return text, nil
	}
	text, err := file.Read(path, maxFixed)
	switch {
	case errors.Is(err, os.ErrNotExist):
		x.before[path] = nil
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("cannot fix: %w", err)
	case !trace.WasRead(path, text):
		return nil, changedUnderneath(path)
	}
	x.before[path] = text
	return text, nil
}

func changedUnderneath(file string) error {
	return fmt.Errorf("%s changed while it was checked; nothing was written; run it again", file)
}

// diff prints what would change as a unified diff that `git apply` and `patch -p1`
// take in the folder base.
func (x *fixed) diff(w io.Writer, base string) error {
	for _, file := range slices.Sorted(maps.Keys(x.after)) {
		name := show.Relative(base, file)
		from, to := "a/"+name, "b/"+name
		if filepath.IsAbs(filepath.FromSlash(name)) {
			from, to = name, name
		}
		if x.before[file] == nil {
			from = os.DevNull
		}
		if _, err := io.WriteString(w, visibleDiff(udiff.Unified(rules.Visible(from), rules.Visible(to), string(x.before[file]), string(x.after[file])))); err != nil {
			return err
		}
	}
	return nil
}

// visibleDiff keeps what is in the files from steering the terminal. Lines that end with
// a carriage return still do; a patch of lines with other controls does not apply.
func visibleDiff(diff string) string {
	lines := strings.SplitAfter(diff, "\n")
	for i, line := range lines {
		text, ends := strings.CutSuffix(line, "\r\n")
		if text = rules.VisibleLines(text); ends {
			text += "\r\n"
		}
		lines[i] = text
	}
	return strings.Join(lines, "")
}

// write puts the texts in place of the files, each at once and whole. Where one of
// them is no longer what was checked, nothing is written.
func (x *fixed) write() error {
	files := slices.Sorted(maps.Keys(x.after))
	for _, path := range files {
		text, err := file.Read(path, maxFixed)
		if err != nil && !(errors.Is(err, os.ErrNotExist) && x.before[path] == nil) {
			return fmt.Errorf("cannot fix: %w; nothing was written", err)
		}
		if err == nil && (x.before[path] == nil || !bytes.Equal(text, x.before[path])) {
			return changedUnderneath(path)
		}
	}
	for i, file := range files {
		if err := replace.File(file, x.after[file]); err != nil {
			written := "nothing was written"
			if i > 0 {
				written = "fixed so far: " + strings.Join(files[:i], ", ")
			}
			return fmt.Errorf("cannot fix: %w; %s", err, written)
		}
	}
	return nil
}

// summary says what was or would be done.
func (x *fixed) summary(verb string) string {
	if x.findings == 0 {
		return "nothing to fix"
	}
	return fmt.Sprintf("%s %s in %s", verb, show.Plural(x.findings, "finding"), show.Plural(len(x.after), "file"))
}
