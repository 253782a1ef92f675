package evidence

import (
	"errors"
	"fmt"
	iofs "io/fs"
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// assign finds the target of each library that the user names: by its file name,
// or where only one library is checked, that one. What leads to none is refused. A
// target's name in the result decides even where it cannot be read: the user asked for
// no other.
func (s *Set) assign(fs vfs.FS, results []*analysis.Result, given []string) map[*workspace.Target]string {
	var libraries []*workspace.Target
	for _, res := range results {
		for _, tr := range res.Targets {
			if tr.Target.Unloadable() {
				libraries = append(libraries, tr.Target)
			}
		}
	}
	out := map[*workspace.Target]string{}
	for _, path := range given {
		readable := s.regular(fs, path)
		i := slices.IndexFunc(libraries, func(t *workspace.Target) bool { return artifact.Called(path, t) && out[t] == "" })
		if i < 0 && len(libraries) == 1 {
			i = 0
		}
		switch {
		case i < 0 && !readable: // one line is enough
			continue
		case i < 0:
			s.refuse("no library of the checked crates is called %s: name a built library of one of them with --artifact", filepath.Base(path))
			continue
		case out[libraries[i]] == path:
			continue
		case out[libraries[i]] != "":
			s.refuse("%s and %s are both taken for the library `%s`: name one of them with --artifact", out[libraries[i]], path, libraries[i].Name)
			continue
		}
		out[libraries[i]] = path
	}
	return out
}

// regular refuses what is no file.
func (s *Set) regular(fs vfs.FS, path string) bool {
	switch info, err := fs.Stat(path); {
	case errors.Is(err, iofs.ErrNotExist):
		s.refuse("cannot read %s: no such file; build it first, or name another --artifact", path)
	case err != nil:
		s.refuse("cannot read %s: %v; name another --artifact", path, reasonOf(err))
	case info.IsDir:
		s.refuse("cannot read %s: it is a folder; name the library in it with --artifact", path)
	default:
		return true
	}
	return false
}

// refuseRead refuses a library that the user names, once it was read, where it is none
// or may not be compared.
func (s *Set) refuseRead(r *reader, fits, allowStale bool) {
	b := r.built
	switch {
	case b.Problem != nil:
		s.refuse("--artifact: %w; name the library as it was built", b.Problem)
	case !fits:
		s.refuse("%s was built for %s, and the crate is checked for %s: give its triple with --target", b.Path, b.Facts.Leaves.Platform, analysedTriple(r.res.Workspace, r.target))
	case b.Stale == "" || allowStale:
	case b.Gone:
		s.refuse("%s was built from %s, which is no longer there: build it again, or give --allow-stale", b.Path, b.Stale)
	default:
		s.refuse("%s is older than %s: build it again, or give --allow-stale", b.Path, b.Stale)
	}
}

func (s *Set) refuse(format string, args ...any) {
	s.refused = append(s.refused, fmt.Errorf(format, args...))
}

// reasonOf is what the system says, without the path.
func reasonOf(err error) error {
	var named *iofs.PathError
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}
