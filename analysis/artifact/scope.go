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
	s := &searcher{dirs: systemDirs(), out: link, machine: l.File}
	s.needed(l.File, versions{})
	ours := map[string]string{}
	for i := range l.File.Symbols {
		if sym := &l.File.Symbols[i]; sym.Exported() {
			ours[sym.Name] = sym.Version
		}
	}
	for _, path := range link.Found {
		if isPlain(path[strings.LastIndexByte(path, '/')+1:]) {
			continue
		}
		f, err := elf.Open(path)
		if err != nil {
			continue
		}
		out.look(f, ours)
		f.Close()
	}
	return out
}

func (o *scope) look(f *elf.File, ours map[string]string) {
	stays := f.Dynamic.NoDelete()
	bound := ""
	for _, r := range f.Relocs {
		if r.Symbol == 0 {
			continue
		}
		s := &f.Symbols[r.Symbol]
		version, ok := ours[s.Name]
		matches := ok && (version == "" || version == s.Version)
		if matches && bound == "" {
			bound = s.Name
		}
		if s.Bind != elf.BindUnique || s.Undefined() {
			continue
		}
		o.unique[s.Name] = s.Version
		stays = stays || !ok
		if matches && o.bound == "" { // the symbol it means is ours
			o.bound, o.by = s.Name, f.Path
		}
	}
	if stays && bound != "" && o.bound == "" {
		o.bound, o.by = bound, f.Path
	}
}
