package artifact

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

// Link is what the loader will find for a library's undefined symbols.
type Link struct {
	Found   []string // paths of the needed libraries, theirs included
	Missing []string // needed libraries that are not on this machine
	// Unresolved are the symbols that no needed library and no host defines, weak
	// ones left out: dlopen fails, with RTLD_LAZY as well where BIND_NOW is set.
	Unresolved []Unresolved
	// FromHost are those that only the host defines.
	FromHost []string
}

// Unresolved is one undefined symbol.
type Unresolved struct {
	Name    string
	Version string
	Library string // that the version is asked of
	// Other is a version of the symbol that is there instead, "" for none.
	Other string
}

// Host is the program that will load a library.
type Host struct {
	Path string
	// Patch also offers what the host does not export: hot-patching loaders bind
	// to the whole symbol table.
	Patch bool
}

const (
	maxNeeded     = 256     // libraries read for one
	maxLoaderConf = 1 << 20 // bytes of one file of the loader's configuration
)

// Resolve looks the undefined symbols up in the needed libraries, found as the
// loader finds them, and in the host. A nil host offers nothing.
func (l *Library) Resolve(host *Host) (*Link, error) {
	out := &Link{}
	offered := versions{}
	s := &searcher{dirs: SystemFolders(), seen: map[string]bool{}, out: out, machine: l.File}
	s.needed(l.File, offered)
	byHost := versions{}
	if host != nil {
		f, err := elf.Open(host.Path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		byHost.add(f.Symbols, true)
		if host.Patch {
			byHost.add(f.Local(), false)
		}
		s.out = &Link{} // the host's own libraries are not the library's
		s.needed(f, byHost)
	}
	for i := range l.File.Symbols {
		sym := &l.File.Symbols[i]
		if !sym.Undefined() || sym.Weak() || offered.has(sym) {
			continue
		}
		if byHost.has(sym) {
			out.FromHost = append(out.FromHost, sym.Name)
			continue
		}
		u := Unresolved{Name: sym.Name, Version: sym.Version, Library: sym.Library}
		for v := range offered[sym.Name] {
			if u.Other == "" || v < u.Other {
				u.Other = v
			}
		}
		out.Unresolved = append(out.Unresolved, u)
	}
	slices.SortFunc(out.Unresolved, func(a, b Unresolved) int { return strings.Compare(a.Name, b.Name) })
	slices.Sort(out.FromHost)
	return out, nil
}

// versions are the definitions of a set of libraries: versions by name.
type versions map[string]map[string]bool

func (v versions) add(symbols []elf.Symbol, exported bool) {
	for i := range symbols {
		s := &symbols[i]
		if s.Section == 0 || s.Name == "" || exported && !s.Exported() {
			continue
		}
		if v[s.Name] == nil {
			v[s.Name] = map[string]bool{}
		}
		v[s.Name][s.Version] = true
	}
}

// has reports a definition that the loader binds s to.
func (v versions) has(s *elf.Symbol) bool {
	defined := v[s.Name]
	return defined[s.Version] || defined[""] || s.Version == "" && len(defined) > 0
}

// searcher finds needed libraries.
type searcher struct {
	dirs    []string
	seen    map[string]bool
	out     *Link
	machine *elf.File
}

// needed adds what the needed libraries of f and theirs define.
func (s *searcher) needed(f *elf.File, to versions) {
	type job struct {
		name string
		dirs []string
	}
	jobs := []job{}
	push := func(f *elf.File, inherited []string) {
		dirs := slices.Concat(runPath(f), inherited)
		for _, n := range f.Dynamic.Needed {
			jobs = append(jobs, job{n, dirs})
		}
	}
	push(f, nil)
	seen := map[string]bool{}
	for len(jobs) > 0 && len(seen) < maxNeeded {
		j := jobs[0]
		jobs = jobs[1:]
		if seen[j.name] {
			continue
		}
		seen[j.name] = true
		lib := s.open(j.name, j.dirs)
		if lib == nil {
			s.out.Missing = append(s.out.Missing, j.name)
			continue
		}
		s.out.Found = append(s.out.Found, lib.Path)
		to.add(lib.Symbols, true)
		push(lib, nil)
		lib.Close()
	}
}

// open finds a needed library of the same machine, nil if there is none.
func (s *searcher) open(name string, dirs []string) *elf.File {
	places := []string{name}
	if !strings.Contains(name, "/") {
		places = nil
		for _, d := range slices.Concat(dirs, s.dirs) {
			places = append(places, filepath.Join(d, name))
		}
	}
	for _, p := range places {
		if _, err := os.Stat(p); err != nil {
			continue
		}
		f, err := elf.Open(p)
		if err != nil {
			continue
		}
		if f.Machine == s.machine.Machine && f.Wide == s.machine.Wide {
			return f
		}
		f.Close()
	}
	return nil
}

// runPath lists the folders that a library names itself; RPATH counts only where
// there is no RUNPATH.
func runPath(f *elf.File) []string {
	list := f.Dynamic.RunPath
	if len(list) == 0 {
		list = f.Dynamic.RPath
	}
	var out []string
	for _, entry := range list {
		for d := range strings.SplitSeq(entry, ":") {
			d = strings.NewReplacer("$ORIGIN", filepath.Dir(f.Path), "${ORIGIN}", filepath.Dir(f.Path)).Replace(d)
			if filepath.IsAbs(d) {
				out = append(out, d)
			}
		}
	}
	return out
}

// SystemFolders lists the loader's folders: those of its configuration, and the
// built-in ones with their multiarch forms.
func SystemFolders() []string {
	var out []string
	seen := map[string]bool{}
	var read func(pattern string, depth int)
	read = func(pattern string, depth int) {
		files, _ := filepath.Glob(pattern)
		for _, path := range files {
			text, err := file.Read(path, maxLoaderConf)
			if err != nil || depth > 4 {
				continue
			}
			for line := range strings.Lines(string(text)) {
				line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
				line = strings.TrimSpace(line)
				if more, ok := strings.CutPrefix(line, "include "); ok {
					if !filepath.IsAbs(more) {
						more = filepath.Join("/etc", more)
					}
					read(strings.TrimSpace(more), depth+1)
				} else if line != "" && !seen[line] {
					seen[line] = true
					out = append(out, line)
				}
			}
		}
	}
	read("/etc/ld.so.conf", 0)
	for _, d := range []string{"/lib64", "/usr/lib64", "/lib", "/usr/lib"} {
		out = append(out, d)
		multi, _ := filepath.Glob(d + "/*-linux-*")
		out = append(out, multi...)
	}
	cross, _ := filepath.Glob("/usr/*-linux-gnu*/lib")
	return append(out, cross...)
}
