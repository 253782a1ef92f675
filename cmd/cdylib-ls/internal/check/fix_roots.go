package check

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// fixRoots are the folders below which fixes may write, links resolved: those that the
// command line names. A manifest can name sources anywhere (`lib.path`, `members`,
// `#[path]`), and who has a crate of others checked does not lend them the right to
// change files of his own.
type fixRoots struct {
	dirs    []string
	dir     string            // working directory, for messages
	unsafe  bool              // fixes that are not safe are applied too
	refused map[string]string // why a file is left alone, by path
}

func (r *run) fixRoots() *fixRoots {
	out := &fixRoots{dir: r.Dir, unsafe: r.f.FixUnsafe, refused: map[string]string{}}
	for _, path := range r.at.Paths {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			path = packageFolder(filepath.Dir(path))
		}
		if real, err := filepath.EvalSymlinks(path); err == nil {
			out.dirs = append(out.dirs, real)
		}
	}
	return out
}

// packageFolder is the nearest folder with a manifest, the folder itself where there is
// none: who names a file checks its package.
func packageFolder(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if info, err := os.Stat(filepath.Join(at, "Cargo.toml")); err == nil && info.Mode().IsRegular() {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// may reports whether a fix may write a file, and remembers why not.
func (x *fixRoots) may(path string) bool {
	if _, known := x.refused[path]; known {
		return false
	}
	if why := x.refusal(path); why != "" {
		x.refused[path] = why
		return false
	}
	return true
}

func (x *fixRoots) refusal(path string) string {
	real, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) { // a file that the fix makes, unless a link hangs there
		if _, err := os.Lstat(path); err == nil {
			return "is a link that leads nowhere"
		}
		if real, err = existing(filepath.Dir(path)); err == nil {
			real = filepath.Join(real, filepath.Base(path))
		}
	}
	if err != nil {
		return "cannot be found: " + err.Error()
	}
	if !slices.ContainsFunc(x.dirs, func(dir string) bool { return below(dir, real) }) {
		return "is outside of what is checked"
	}
	if info, err := os.Stat(real); err == nil {
		switch err := replace.Allowed(real, info); {
		case errors.Is(err, replace.ErrReadOnly):
			return "is read-only"
		case err != nil:
			return "is not a regular file"
		}
	}
	return ""
}

// existing resolves the links of a folder of which the last parts need not be there.
func existing(dir string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) && filepath.Dir(dir) != dir {
		if real, err = existing(filepath.Dir(dir)); err == nil {
			real = filepath.Join(real, filepath.Base(dir))
		}
	}
	return real, err
}

func below(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// allowed leaves out the fixes that would write where none may: the findings stay.
func (x *fixRoots) allowed(findings []*rules.Finding) []*rules.Finding {
	out := make([]*rules.Finding, len(findings))
	for i, f := range findings {
		out[i] = f
		bad := func(fix rules.Fix) bool {
			return !fix.Suppresses && (fix.Safe || x.unsafe) && slices.ContainsFunc(fix.Edits, func(e rules.Edit) bool { return !x.may(e.File) })
		}
		if slices.ContainsFunc(f.Fixes, bad) {
			other := *f
			other.Fixes = slices.DeleteFunc(slices.Clone(f.Fixes), bad)
			out[i] = &other
		}
	}
	return out
}

// notes say what was left alone, one line a file.
func (x *fixRoots) notes() []string {
	var out []string
	for path, why := range x.refused {
		out = append(out, "not fixed: "+show.Relative(x.dir, path)+" "+why)
	}
	slices.Sort(out)
	return out
}
