package artifact

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Built is one artifact of a crate's target on disk.
type Built struct {
	Path    string // absolute
	Profile string // "dev", "release" or a custom profile's name; "" for one named by the user
	Triple  string // "" where it was built for the host without --target
	// Optimised artifacts decide whether something is there; the others only tell
	// what calls what.
	Optimised bool
	Modified  int64 // nanoseconds
	Fresh     bool
	// Stale is the source file that is newer, or where Gone is set is no longer there.
	Stale string
	Gone  bool
}

// maxFolders bounds how many folders of a target directory are looked into.
const maxFolders = 256

// Find lists the artifacts of a target in its workspace's target directory, of
// all profiles and triples, newest first.
func Find(fs vfs.FS, t *workspace.Target) []Built {
	ws := t.Package.Workspace
	if ws == nil {
		return nil
	}
	var out []Built
	add := func(dir, profile, triple string) {
		for _, name := range fileNames(t) {
			path := filepath.Join(dir, name)
			info, err := fs.Stat(path)
			if err != nil || info.IsDir {
				continue
			}
			b := Built{Path: path, Profile: profile, Triple: triple, Optimised: optimised(ws, profile), Modified: info.ModTime}
			b.Stale, b.Gone = stale(fs, &b, t, dir)
			b.Fresh = b.Stale == ""
			out = append(out, b)
			break // another platform's file beside it was copied there
		}
	}
	folders, _ := fs.ReadDir(ws.TargetDir)
	for _, f := range folders[:min(len(folders), maxFolders)] {
		switch {
		case !f.IsDir || strings.HasPrefix(f.Name, "."):
		case isTriple(f.Name):
			below, _ := fs.ReadDir(filepath.Join(ws.TargetDir, f.Name))
			for _, p := range below[:min(len(below), maxFolders)] {
				if p.IsDir && !strings.HasPrefix(p.Name, ".") {
					add(filepath.Join(ws.TargetDir, f.Name, p.Name), profileOf(p.Name), f.Name)
				}
			}
		default:
			add(filepath.Join(ws.TargetDir, f.Name), profileOf(f.Name), "")
		}
	}
	slices.SortStableFunc(out, func(a, b Built) int {
		return cmp.Or(cmp.Compare(b.Modified, a.Modified), strings.Compare(a.Path, b.Path))
	})
	return out
}

// fileNames are the paths that a target's artifact can have below a profile's folder, one
// for each format. Cargo builds for one platform into a folder.
func fileNames(t *workspace.Target) []string {
	name := strings.ReplaceAll(t.Name, "-", "_")
	libraries := []string{"lib" + name + ".so", "lib" + name + ".dylib", name + ".dll"}
	var out []string
	switch {
	case t.Kind == workspace.TargetBin:
		return []string{t.Name, t.Name + ".exe"}
	case t.Kind == workspace.TargetExample && t.Unloadable():
		for _, library := range libraries {
			out = append(out, filepath.Join("examples", library))
		}
	case t.Kind == workspace.TargetExample:
		return []string{filepath.Join("examples", t.Name), filepath.Join("examples", t.Name+".exe")}
	case t.Unloadable():
		return libraries
	}
	return out
}

// isTriple tells a folder of `--target` from a profile's: no triple has less than
// two dashes, and a custom profile seldom has.
func isTriple(name string) bool {
	if strings.Count(name, "-") < 2 {
		return false
	}
	arch, _, _ := strings.Cut(name, "-")
	for _, known := range []string{"x86_64", "aarch64", "i586", "i686", "arm", "riscv", "powerpc", "s390x", "mips", "loongarch", "thumb", "sparc", "wasm"} {
		if strings.HasPrefix(arch, known) {
			return true
		}
	}
	return false
}

// TripleOf is the triple that its workspace is to be checked for so that a library is
// compared with it: "" for ELF, of which the target that the workspace has by itself
// serves, else the one in the library's path, or a common one of its platform.
func TripleOf(l *Library, path string) string {
	if l.File != nil {
		return ""
	}
	for dir := filepath.Dir(path); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if name := filepath.Base(dir); isTriple(name) {
			return name
		}
	}
	if l.Image.Format() == object.MachO {
		return string(l.Image.Machine()) + "-apple-darwin"
	}
	return string(l.Image.Machine()) + "-pc-windows-msvc"
}

// profileOf is the profile that Cargo builds into a folder.
func profileOf(folder string) string {
	if folder == "debug" {
		return "dev"
	}
	return folder
}

// optimised is what the manifest says of the profile that is analysed, and of
// another what Cargo's own profiles do.
func optimised(ws *workspace.Workspace, profile string) bool {
	if ws.Profile.Name == profile && ws.Profile.OptLevel != "" {
		return ws.Profile.OptLevel != "0"
	}
	return profile != "dev"
}

// Named is the artifact at a path that the user gives for a target: nil where there
// is no such file. Whether it is fresh is asked of the target's root file where
// there is no dep-info beside it.
func Named(fs vfs.FS, t *workspace.Target, path string) *Built {
	info, err := fs.Stat(path)
	if err != nil || info.IsDir || t.Package.Workspace == nil {
		return nil
	}
	dir := filepath.Dir(path)
	b := &Built{Path: path, Optimised: filepath.Base(dir) != "debug", Modified: info.ModTime}
	b.Stale, b.Gone = stale(fs, b, t, dir)
	b.Fresh = b.Stale == ""
	return b
}

// HasArtifact reports that building a target leaves a file that something runs or loads.
func HasArtifact(t *workspace.Target) bool { return len(fileNames(t)) > 0 }

// Called reports that a file's name is that of a target's library, whatever
// prefix and extension it was shipped with: libchorus.so, chorus.clap.
func Called(path string, t *workspace.Target) bool {
	stem := strings.TrimPrefix(filepath.Base(path), "lib")
	stem, _, _ = strings.Cut(stem, ".")
	same := func(s string) string { return strings.ReplaceAll(s, "-", "_") }
	return t.Unloadable() && same(stem) == same(t.Name)
}
