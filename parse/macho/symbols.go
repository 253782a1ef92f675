package macho

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// symbol is an entry of the symbol table.
type symbol struct {
	name  string // as in the file, with its underscore
	kind  byte   // n_type
	sect  byte
	desc  uint16
	value uint64
}

func (s *symbol) debugging() bool { return s.kind&0xe0 != 0 }
func (s *symbol) external() bool  { return s.kind&1 != 0 }
func (s *symbol) undefined() bool { return s.kind&0x0e == 0 && !s.debugging() }
func (s *symbol) defined() bool   { return s.kind&0x0e == 0x0e && !s.debugging() }
func (s *symbol) ordinal() int8   { return int8(s.desc >> 8) }

// readSymbols reads the symbol table.
func (f *File) readSymbols() []symbol {
	if f.loadedS {
		return f.symbols
	}
	f.loadedS = true
	count := uint64(f.symtab.count)
	if count > maxSymbols {
		f.damaged("%d symbols are more than are read", count)
		return nil
	}
	b, err := f.src.Part(uint64(f.symtab.off), 16*count)
	if err != nil || f.symtab.off == 0 {
		return nil
	}
	names, err := f.src.Part(uint64(f.symtab.strings), uint64(f.symtab.size))
	if err != nil {
		return nil
	}
	f.symbols = make([]symbol, len(b)/16)
	for i := range f.symbols {
		e := b[16*i:]
		f.symbols[i] = symbol{object.Text(names, uint64(object.U32(e, 0))), e[4], e[5], object.U16(e, 6), object.U64(e, 8)}
	}
	return f.symbols
}

// Symbols calls yield with the name and address of each symbol that the file defines.
func (f *File) Symbols(yield func(name string, addr uint64) bool) {
	for i := range f.readSymbols() {
		if s := &f.symbols[i]; s.defined() && !yield(plain(s.name), s.value) {
			return
		}
	}
}

// Undefined lists what the file asks of other libraries, by the symbol table.
func (f *File) Undefined() []object.Import {
	var out []object.Import
	for i := range f.readSymbols() {
		if s := &f.symbols[i]; s.undefined() && s.external() {
			out = append(out, object.Import{Name: plain(s.name), Library: f.library(int(s.ordinal())), Weak: s.desc&0x40 != 0})
		}
	}
	return out
}

// Lookup reports that an undefined symbol is looked for in all libraries of the process:
// the linker was told `-undefined dynamic_lookup`, or to use one flat name space.
func (f *File) Lookup() bool {
	if !f.TwoLevel {
		return true
	}
	for i := range f.readSymbols() {
		if s := &f.symbols[i]; s.undefined() && s.external() && s.ordinal() == -2 {
			return true
		}
	}
	return false
}

// Stripped reports that functions have no names but those of exports.
func (f *File) Stripped() bool {
	for i := range f.readSymbols() {
		if s := &f.symbols[i]; s.defined() && !s.external() && f.Code(s.value) {
			return false
		}
	}
	return true
}

// Exports lists what other libraries can bind to: by the trie, else by the symbols.
func (f *File) Exports() []object.Export {
	if f.exports != nil {
		return f.exports
	}
	f.exports = []object.Export{}
	r, ok := f.ranges[lcExportsTrie]
	if !ok && f.hasInfo {
		r, ok = f.info.export, true
	}
	if ok {
		if b := f.part(r); len(b) > 0 {
			w := &trie{f: f, b: b, seen: map[uint64]bool{}}
			w.node(0, "")
			return f.exports
		}
	}
	for i := range f.readSymbols() {
		if s := &f.symbols[i]; s.defined() && s.external() && s.kind&0x10 == 0 {
			f.exports = append(f.exports, object.Export{Name: plain(s.name), Addr: s.value, Data: !f.Code(s.value)})
		}
	}
	return f.exports
}

// trie walks an export trie. Each node is visited once: a loop is damage.
type trie struct {
	f    *File
	b    []byte
	seen map[uint64]bool
}

func (t *trie) node(at uint64, name string) {
	if at >= uint64(len(t.b)) || t.seen[at] || len(name) > object.MaxName || len(t.f.exports) > maxExports {
		t.f.damaged("the export trie is damaged at %d", at)
		return
	}
	t.seen[at] = true
	size, i, ok := object.Uleb(t.b, int(at))
	if !ok || size > uint64(len(t.b)-i) {
		t.f.damaged("the export trie breaks off")
		return
	}
	if size > 0 {
		t.terminal(t.b[i:i+int(size)], name)
	}
	i += int(size)
	if i >= len(t.b) {
		return
	}
	count := int(t.b[i])
	i++
	for range count {
		label := object.Text(t.b, uint64(i))
		i += len(label) + 1
		var to uint64
		if to, i, ok = object.Uleb(t.b, i); !ok {
			t.f.damaged("the export trie breaks off")
			return
		}
		t.node(to, name+label)
	}
}

func (t *trie) terminal(b []byte, name string) {
	flags, i, ok := object.Uleb(b, 0)
	if !ok {
		return
	}
	e := object.Export{Name: plain(name)}
	if flags&0x8 != 0 { // re-exported from another library
		ordinal, next, _ := object.Uleb(b, i)
		as := object.Text(b, uint64(next))
		if as == "" {
			as = name
		}
		e.Forward = fmt.Sprintf("%s.%s", t.f.library(int(min(ordinal, 1<<20))), plain(as))
	} else {
		off, _, _ := object.Uleb(b, i)
		e.Addr = t.f.base + off
		if flags&3 == 2 { // absolute
			e.Addr = off
		}
		e.Data = !t.f.Code(e.Addr)
	}
	t.f.exports = append(t.f.exports, e)
}
