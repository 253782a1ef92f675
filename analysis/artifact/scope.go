package artifact

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// plain are the libraries that bind to nothing of those that load them.
var plain = []string{"libc.so", "libm.so", "libgcc_s.so", "libpthread.so", "libdl.so", "librt.so", "libutil.so", "ld-linux", "ld64.so", "ld-musl", "linux-vdso"}

func isPlain(name string) bool {
	for _, p := range plain {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// scope looks at how the needed libraries bind to this one, which stands before
// them in the order in which the loader searches: glibc keeps a library that one
// it keeps for ever is bound to. Rust's own libraries need none that does this;
// C++'s do.
type scope struct {
	// unique are the unique symbols that needed libraries define, with versions:
	// glibc takes the first one bound, and needed libraries are bound first.
	unique map[string]string
	// bound is a symbol of ours that a needed library which stays binds to, and
	// that library.
	bound, by string
}

func (l *Library) scope() scope {
	out := scope{unique: map[string]string{}}
	others := false
	for _, n := range l.File.Dynamic.Needed {
		others = others || !isPlain(n)
	}
	if !others || len(l.Exports) == 0 {
		return out
	}
	link := &Link{}
	s := &searcher{dirs: SystemFolders(), out: link, machine: l.File}
	s.needed(l.File, versions{})
	owner := map[string]int{} // of name@version: 0 is this library
	for i := range l.File.Symbols {
		if sym := &l.File.Symbols[i]; sym.Exported() {
			owner[sym.Name+"@"+sym.Version] = 0
		}
	}
	members := []member{{}}
	for _, path := range link.Found {
		if isPlain(path[strings.LastIndexByte(path, '/')+1:]) {
			continue
		}
		f, err := elf.Open(path)
		if err != nil {
			continue
		}
		members = append(members, newMember(f, len(members), owner, out.unique))
		f.Close()
	}
	out.spread(members, owner)
	return out
}

// member is one library of a scope.
type member struct {
	path  string
	stays bool
	binds []string // symbols
}

func newMember(f *elf.File, index int, owner map[string]int, unique map[string]string) member {
	m := member{path: f.Path, stays: f.Dynamic.NoDelete()}
	for i := range f.Symbols {
		if s := &f.Symbols[i]; s.Exported() {
			if _, taken := owner[s.Name+"@"+s.Version]; !taken {
				owner[s.Name+"@"+s.Version] = index
			}
		}
	}
	for _, r := range f.Relocs {
		if r.Symbol == 0 {
			continue
		}
		s := &f.Symbols[r.Symbol]
		if _, system := elf.Glibc(s.Version); system {
			continue // of the program's own C library, which is searched before
		}
		m.binds = append(m.binds, s.Name+"@"+s.Version)
		if s.Bind == elf.BindUnique && !s.Undefined() {
			unique[s.Name] = s.Version
			to, known := owned(owner, s.Name+"@"+s.Version)
			m.stays = m.stays || known && to == index
		}
	}
	return m
}

// owned tells who defines name@version: with that version, or without any.
func owned(owner map[string]int, symbol string) (int, bool) {
	to, known := owner[symbol]
	name, version, _ := strings.Cut(symbol, "@")
	if plain, ok := owner[name+"@"]; ok && version != "" && (!known || plain < to) {
		return plain, true
	}
	return to, known
}

// spread follows the bindings of what stays, until one leads to this library.
func (o *scope) spread(members []member, owner map[string]int) {
	for changed := true; changed; {
		changed = false
		for i := 1; i < len(members); i++ {
			if !members[i].stays {
				continue
			}
			for _, name := range members[i].binds {
				to, known := owned(owner, name)
				switch {
				case known && to == 0:
					o.bound, _, _ = strings.Cut(name, "@")
					o.by = members[i].path
					return
				case known && !members[to].stays:
					members[to].stays, changed = true, true
				}
			}
			members[i].binds = nil
		}
	}
}
