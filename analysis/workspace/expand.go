package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// Bounds of the search for members of one workspace. Whoever writes the manifest chooses
// the patterns: `/**` is the whole disk, and links make a small tree endless.
const (
	maxMembers = 10_000  // folders that a pattern stands for
	maxWalked  = 1 << 18 // entries of folders that are looked at for all patterns, and folders tried
	maxOutside = 1 << 12 // of these entries, those outside the workspace's folder
	maxNested  = 32      // folders in each other below `**`
)

// expansion finds the folders that the member patterns of a workspace stand for.
type expansion struct {
	l      *loader
	base   string // of the workspace: `**` stays below it
	walked int    // entries so far
	out    int    // of these, those outside
	// foreign are folders below base that are known to be links, or reached through one.
	foreign map[string]bool
	// short says why the latest pattern may stand for more than was found; "" where it
	// does not.
	short string
}

// expand lists the folders of a pattern, each once. It makes no step beyond the bounds.
func (x *expansion) expand(pattern string) []string {
	x.short = ""
	if x.foreign == nil {
		x.foreign = map[string]bool{}
	}
	dirs := []string{x.base}
	if filepath.IsAbs(filepath.FromSlash(pattern)) {
		dirs = []string{filepath.VolumeName(x.base) + string(filepath.Separator)}
	}
	for part := range strings.SplitSeq(filepath.ToSlash(pattern), "/") {
		next := &folders{seen: map[string]bool{}}
		for _, dir := range dirs {
			if x.walked >= maxWalked && isGlob(part) {
				x.step() // says so
				break
			}
			switch {
			case part == "" || part == ".":
				next.add(dir)
			case part == "**" && x.outside(dir):
				x.cut("it would be followed outside the workspace's folder; name the members there one by one")
			case part == "**":
				x.below(next, dir)
			case isGlob(part):
				x.children(next, dir, part)
			default:
				next.add(filepath.Join(dir, part))
			}
			if len(next.list) > maxMembers {
				x.cut(fmt.Sprintf("it stands for more than %d folders; make it narrower", maxMembers))
				next.list = next.list[:maxMembers]
				break
			}
		}
		dirs = next.list
	}
	if isGlob(pattern) {
		for i := range dirs {
			if !x.step() {
				return dirs[:i]
			}
		}
	}
	return dirs
}

// folders are some, each once, in the order of their coming.
type folders struct {
	list []string
	seen map[string]bool
}

func (f *folders) add(dir string) bool {
	if f.seen[dir] {
		return false
	}
	f.seen[dir] = true
	f.list = append(f.list, dir)
	return true
}

// step counts an entry and reports whether it may be looked at.
func (x *expansion) step() bool {
	if x.walked >= maxWalked {
		x.cut(fmt.Sprintf("the patterns of a workspace are followed through %d entries of folders; make them narrower", maxWalked))
		return false
	}
	x.walked++
	return x.l.ctx.Err() == nil
}

// cut keeps the first reason.
func (x *expansion) cut(why string) {
	if x.short == "" {
		x.short = why
	}
}

// list lists a folder, and says where one that is there could not be.
func (x *expansion) list(dir string) []vfs.Entry {
	if !x.step() {
		return nil
	}
	entries, err := x.l.fs.ReadDir(dir)
	if err != nil {
		if info, e := x.l.fs.Stat(dir); !errors.Is(err, fs.ErrNotExist) && e == nil && info.IsDir {
			x.cut(fmt.Sprintf("the folder %s cannot be listed: %v", dir, withoutPath(err)))
		}
		return nil
	}
	x.walked += len(entries)
	return entries
}

// withoutPath is what the system says of a file that the message names already.
func withoutPath(err error) error {
	var named *fs.PathError
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

// outside reports that a folder is not below the workspace's, or reached through a link.
func (x *expansion) outside(dir string) bool {
	if dir == x.base || !isBelow(dir, x.base) {
		return dir != x.base
	}
	if known, ok := x.foreign[dir]; ok {
		return known
	}
	parent := filepath.Dir(dir)
	out := x.outside(parent)
	if !out {
		for _, e := range x.list(parent) {
			x.foreign[filepath.Join(parent, e.Name)] = e.Symlink
		}
		out = x.foreign[dir]
	}
	x.foreign[dir] = out
	return out
}

func (x *expansion) children(out *folders, dir, pattern string) {
	outside := x.outside(dir)
	for _, e := range x.list(dir) {
		if len(out.list) > maxMembers {
			return
		}
		if outside {
			if x.out++; x.out > maxOutside {
				x.cut(fmt.Sprintf("%d entries of folders outside the workspace's are looked at, and links lead there too; name the members there one by one", maxOutside))
				return
			}
		}
		if ok, _ := path.Match(pattern, e.Name); ok && e.IsDir {
			out.add(filepath.Join(dir, e.Name))
		}
	}
}

// below adds dir and the folders under it; links are not followed, they loop.
func (x *expansion) below(out *folders, dir string) {
	type folder struct {
		path  string
		depth int
	}
	left := []folder{{dir, 0}}
	for len(left) > 0 && len(out.list) <= maxMembers {
		at := left[len(left)-1]
		left = left[:len(left)-1]
		if !out.add(at.path) {
			continue
		}
		if at.depth == maxNested {
			x.cut(fmt.Sprintf("`**` is followed through %d folders in each other; name the members below %s", maxNested, at.path))
			continue
		}
		entries := x.list(at.path)
		for i := len(entries) - 1; i >= 0; i-- {
			if e := entries[i]; e.IsDir && !e.Symlink && e.Name != "target" && !strings.HasPrefix(e.Name, ".") {
				left = append(left, folder{filepath.Join(at.path, e.Name), at.depth + 1})
			}
		}
	}
}
