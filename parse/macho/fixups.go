package macho

import (
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// pointer is a word that dyld fills in.
type pointer struct {
	target uint64
	imp    *object.Import
}

// Pointee is what the word at addr points to once the library is loaded.
func (f *File) Pointee(addr uint64) (target uint64, imp *object.Import, ok bool) {
	if f.pointers == nil {
		f.pointers = map[uint64]pointer{}
		if r, chained := f.ranges[lcChainedFixups]; chained {
			f.readChains(r)
		} else if f.hasInfo {
			f.readRebases(f.info.rebase)
			f.readBinds(f.info.bind, false)
			f.readBinds(f.info.weak, false)
			f.readBinds(f.info.lazy, true)
		}
		f.readIndirect()
	}
	p, ok := f.pointers[addr]
	return p.target, p.imp, ok
}

// set notes what a word will hold.
func (f *File) set(addr uint64, p pointer) bool {
	if len(f.pointers) >= maxFixups {
		f.damaged("more than %d pointers", maxFixups)
		return false
	}
	f.pointers[addr] = p
	return true
}

// part reads a range of __LINKEDIT.
func (f *File) part(r dataRange) []byte {
	if r.size == 0 {
		return nil
	}
	b, err := f.src.Part(uint64(r.off), uint64(r.size))
	if err != nil || uint64(len(b)) < uint64(r.size) {
		f.damaged("a table of %d bytes ends behind the file", r.size)
	}
	return b
}

// library names the one that an import's ordinal stands for.
func (f *File) library(ordinal int) string {
	if ordinal >= 1 && ordinal <= len(f.Libraries) {
		return f.Libraries[ordinal-1].Name
	}
	return "" // itself, the program, any (flat lookup), or by weak definition
}

// plain is a symbol's name without the underscore that C names get.
func plain(name string) string {
	if len(name) > 1 && name[0] == '_' {
		return name[1:]
	}
	return name
}

// readChains follows chained fixups: each page's words tell how far the next one is.
func (f *File) readChains(r dataRange) {
	b := f.part(r)
	starts, imports, symbols := uint64(object.U32(b, 4)), uint64(object.U32(b, 8)), uint64(object.U32(b, 12))
	table := f.chainImports(b, imports, symbols, object.U32(b, 16), object.U32(b, 20))
	if starts >= uint64(len(b)) {
		return
	}
	s := b[starts:]
	for i := range uint64(min(object.U32(s, 0), uint32(len(f.segments)))) {
		off := uint64(object.U32(s, 4+4*i))
		if off == 0 || off >= uint64(len(s)) {
			continue
		}
		c := s[off:]
		page, format, base := uint64(object.U16(c, 4)), object.U16(c, 6), object.U64(c, 8)
		for k := range uint64(object.U16(c, 20)) {
			start := object.U16(c, 22+2*k)
			if start == 0xffff || start&0x8000 != 0 { // none; several, which 64-bit files do not have
				continue
			}
			if !f.chain(f.base+base+page*k+uint64(start), format, table) {
				return
			}
		}
	}
}

// chainImports reads the table of imports of chained fixups.
func (f *File) chainImports(b []byte, at, symbols uint64, count, format uint32) []*object.Import {
	sizes := map[uint32]uint64{1: 4, 2: 8, 3: 16}
	size := sizes[format]
	if size == 0 || at > uint64(len(b)) || uint64(count) > (uint64(len(b))-at)/size {
		if count > 0 {
			f.damaged("the imports of chained fixups lie outside their table")
		}
		return nil
	}
	out := make([]*object.Import, count)
	for i := range uint64(count) {
		e := b[at+size*i:]
		var ordinal int
		var weak bool
		var name uint64
		if format == 3 {
			v := object.U64(e, 0)
			ordinal, weak, name = int(int16(v)), v>>16&1 != 0, v>>32
		} else {
			v := object.U32(e, 0)
			ordinal, weak, name = int(int8(v)), v>>8&1 != 0, uint64(v>>9)
		}
		out[i] = &object.Import{Name: plain(object.Text(b, symbols+name)), Library: f.library(ordinal), Weak: weak}
	}
	return out
}

// chain follows one page's words.
func (f *File) chain(addr uint64, format uint16, imports []*object.Import) bool {
	for {
		raw := f.Bytes(addr, 8)
		if len(raw) < 8 {
			return true
		}
		v := object.U64(raw, 0)
		var p pointer
		var next uint64
		bind := v>>63 != 0
		index := v & 0xffffff
		switch format {
		case 2, 6: // 64, 64_OFFSET
			next = v >> 51 & 0xfff * 4
			p.target = v&0xfffffffff | v>>36&0xff<<56
			if format == 6 {
				p.target = f.base + v&0xfffffffff
			}
		case 1, 9, 12: // ARM64E, ARM64E_USERLAND, ARM64E_USERLAND24
			auth := bind
			bind = v>>62&1 != 0
			next = v >> 51 & 0x7ff * 8
			if format != 12 {
				index = v & 0xffff
			}
			switch {
			case auth:
				p.target = f.base + v&0xffffffff
			case format == 1:
				p.target = v & 0x7ffffffffff
			default:
				p.target = f.base + v&0x7ffffffffff
			}
		default:
			f.damaged("chained fixups of format %d are not read", format)
			return false
		}
		if bind {
			p = pointer{}
			if index < uint64(len(imports)) {
				p.imp = imports[index]
			}
		}
		if (!bind || p.imp != nil) && !f.set(addr, p) {
			return false
		}
		if next == 0 {
			return true
		}
		addr += next
	}
}

// readIndirect names the slots and stubs by the symbol table, which older linkers fill
// in for both: dyld itself goes by the tables above.
func (f *File) readIndirect() {
	f.stubs = map[uint64]*object.Import{}
	b, err := f.src.Part(uint64(f.indirect.off), 4*uint64(min(f.indirect.count, maxSymbols)))
	if err != nil || f.indirect.off == 0 {
		return
	}
	f.readSymbols()
	for i := range f.sections {
		s := &f.sections[i]
		size := uint64(8)
		if s.kind == sStubs {
			size = uint64(s.extra2)
		}
		if s.kind != sStubs && s.kind != sLazy && s.kind != sNonLazy || size == 0 {
			continue
		}
		for k := uint64(0); (k+1)*size <= s.size && 4*(uint64(s.extra1)+k)+4 <= uint64(len(b)); k++ {
			n := object.U32(b, 4*(uint64(s.extra1)+k))
			if n >= uint32(len(f.symbols)) { // local and absolute ones have marks
				continue
			}
			sym := &f.symbols[n]
			if !sym.undefined() {
				continue
			}
			imp := &object.Import{Name: plain(sym.name), Library: f.library(int(sym.ordinal())), Weak: sym.desc&0x40 != 0}
			if s.kind == sStubs {
				f.stubs[s.addr+k*size] = imp
			} else if _, known := f.pointers[s.addr+k*8]; !known {
				f.set(s.addr+k*8, pointer{imp: imp})
			}
		}
	}
}

// Stub is what a stub at addr jumps to, nil where there is none.
func (f *File) Stub(addr uint64) *object.Import {
	f.Pointee(0)
	return f.stubs[addr]
}

// Pointers lists the words that dyld fills in, by address.
func (f *File) Pointers() []uint64 {
	f.Pointee(0) // reads them
	return slices.Sorted(maps.Keys(f.pointers))
}
