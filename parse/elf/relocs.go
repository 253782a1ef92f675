package elf

import (
	"cmp"
	debugelf "debug/elf"
	"fmt"
	"slices"
)

// Reloc is a place that the loader fills in.
type Reloc struct {
	Addr   uint64
	Addend int64  // of REL and RELR relocations: what stands at Addr
	Symbol uint32 // index into Symbols, 0: none
	Kind   RelocKind
	Type   uint32 // R_*, of the machine
}

// RelocKind is what a relocation stores, whatever the machine calls it.
type RelocKind uint8

// The kinds.
const (
	OtherReloc    RelocKind = iota
	RelativeReloc           // load bias + Addend
	SymbolReloc             // address of Symbol + Addend: a pointer, or a GOT or PLT slot
	IndirectReloc           // what the function at Addend returns (IFUNC)
	ModuleReloc             // the number of the module that holds a thread-local
)

// relocTypes maps the types of a machine: relative, symbol..., indirect, module.
var relocTypes = map[debugelf.Machine]map[uint32]RelocKind{
	debugelf.EM_X86_64:    {8: RelativeReloc, 38: RelativeReloc, 1: SymbolReloc, 6: SymbolReloc, 7: SymbolReloc, 37: IndirectReloc, 16: ModuleReloc},
	debugelf.EM_AARCH64:   {1027: RelativeReloc, 257: SymbolReloc, 1025: SymbolReloc, 1026: SymbolReloc, 1032: IndirectReloc, 1028: ModuleReloc},
	debugelf.EM_386:       {8: RelativeReloc, 1: SymbolReloc, 6: SymbolReloc, 7: SymbolReloc, 42: IndirectReloc, 35: ModuleReloc},
	debugelf.EM_ARM:       {23: RelativeReloc, 2: SymbolReloc, 21: SymbolReloc, 22: SymbolReloc, 160: IndirectReloc, 17: ModuleReloc},
	debugelf.EM_RISCV:     {3: RelativeReloc, 1: SymbolReloc, 2: SymbolReloc, 5: SymbolReloc, 58: IndirectReloc, 7: ModuleReloc},
	debugelf.EM_LOONGARCH: {3: RelativeReloc, 1: SymbolReloc, 2: SymbolReloc, 5: SymbolReloc, 12: IndirectReloc, 7: ModuleReloc},
	debugelf.EM_PPC:       {22: RelativeReloc, 1: SymbolReloc, 20: SymbolReloc, 21: SymbolReloc},
	debugelf.EM_PPC64:     {22: RelativeReloc, 38: SymbolReloc, 20: SymbolReloc, 21: SymbolReloc, 248: IndirectReloc},
	debugelf.EM_S390:      {12: RelativeReloc, 22: SymbolReloc, 10: SymbolReloc, 11: SymbolReloc, 61: IndirectReloc},
	debugelf.EM_MIPS:      {3: SymbolReloc},
}

// readRelocs reads every relocation table of the dynamic section.
func (f *File) readRelocs() error {
	v := f.Dynamic.values
	kinds := relocTypes[f.Machine]
	steps := []func() error{
		func() error { return f.explicit(f.table("DT_RELA", debugelf.DT_RELA, debugelf.DT_RELASZ), true, kinds) },
		func() error { return f.explicit(f.table("DT_REL", debugelf.DT_REL, debugelf.DT_RELSZ), false, kinds) },
		func() error {
			rela := v[debugelf.DT_PLTREL] == uint64(debugelf.DT_RELA)
			return f.explicit(f.table("DT_JMPREL", debugelf.DT_JMPREL, debugelf.DT_PLTRELSZ), rela, kinds)
		},
		func() error { return f.relr(f.table("DT_RELR", dtRELR, dtRELRSize)) },
		func() error { return f.relr(f.table("DT_ANDROID_RELR", dtAndroidRELR, dtAndroidRELRS)) },
		func() error { return f.packed(f.table("DT_ANDROID_REL", dtAndroidREL, dtAndroidRELSz), kinds) },
		func() error { return f.packed(f.table("DT_ANDROID_RELA", dtAndroidRELA, dtAndroidRELAS), kinds) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	byAddr := func(a, b Reloc) int { return cmp.Compare(a.Addr, b.Addr) }
	if !slices.IsSortedFunc(f.Relocs, byAddr) {
		slices.SortStableFunc(f.Relocs, byAddr)
	}
	f.relocAt = newBuckets(len(f.Relocs), func(i int) uint64 { return f.Relocs[i].Addr })
	return nil
}

func (f *File) add(r Reloc) error {
	// Each fills in bytes of its own: packed forms must not claim more of them than
	// the file has.
	if most := min(maxRelocs, f.Size/2+16); int64(len(f.Relocs)) >= most {
		return fmt.Errorf("%w: more than %d relocations", ErrLimit, most)
	}
	if uint64(r.Symbol) >= uint64(len(f.Symbols)) && r.Symbol != 0 {
		f.damaged("a relocation at %#x names symbol %d of %d", r.Addr, r.Symbol, len(f.Symbols))
		r.Symbol, r.Kind = 0, OtherReloc
	}
	if f.Machine == debugelf.EM_MIPS && r.Symbol == 0 && r.Kind == SymbolReloc {
		r.Kind = RelativeReloc
	}
	f.Relocs = append(f.Relocs, r)
	return nil
}

// split takes r_info apart.
func (f *File) split(info uint64) (symbol, kind uint32) {
	if f.Wide {
		return uint32(info >> 32), uint32(info)
	}
	return uint32(info) >> 8, uint32(info) & 0xff
}

// explicit reads RELA or REL entries.
func (f *File) explicit(b []byte, rela bool, kinds map[uint32]RelocKind) error {
	size := 2 * int(f.PointerSize())
	if rela {
		size += int(f.PointerSize())
	}
	f.Relocs = slices.Grow(f.Relocs, min(len(b)/size, maxRelocs))
	for ; len(b) >= size; b = b[size:] {
		c := f.fields(b)
		r := Reloc{Addr: c.word()}
		r.Symbol, r.Type = f.split(c.word())
		r.Kind = kinds[r.Type]
		if rela {
			r.Addend = f.signed(c.word())
		} else if w, ok := f.Word(r.Addr); ok && r.Kind != ModuleReloc {
			r.Addend = f.signed(w)
		}
		if err := f.add(r); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) signed(w uint64) int64 {
	if !f.Wide {
		return int64(int32(uint32(w)))
	}
	return int64(w)
}

// relr reads the compact form of relative relocations: an address, then bitmaps
// of the words behind it.
func (f *File) relr(b []byte) error {
	size := f.PointerSize()
	var next uint64
	relative := func(addr uint64) error {
		w, ok := f.Word(addr)
		if !ok {
			f.damaged("a relative relocation at %#x lies outside the loaded segments", addr)
			return nil
		}
		return f.add(Reloc{Addr: addr, Addend: int64(w), Kind: RelativeReloc})
	}
	for ; uint64(len(b)) >= size; b = b[size:] {
		entry := f.fields(b).word()
		if entry&1 == 0 {
			if err := relative(entry); err != nil {
				return err
			}
			next = entry + size
			continue
		}
		for i, bits := uint64(0), entry>>1; bits != 0; i, bits = i+1, bits>>1 {
			if bits&1 != 0 {
				if err := relative(next + i*size); err != nil {
					return err
				}
			}
		}
		next += (8*size - 1) * size
	}
	return nil
}

// Flags of a group of packed relocations.
const (
	groupedByInfo = 1 << iota
	groupedByOffset
	groupedByAddend
	groupHasAddend
)

// packed reads Android's relocation format "APS2": numbers as SLEB128, in groups
// that share what is equal (bionic/linker/linker_reloc_iterators.h).
func (f *File) packed(b []byte, kinds map[uint32]RelocKind) error {
	if len(b) == 0 {
		return nil
	}
	if len(b) < 4 || string(b[:4]) != "APS2" {
		f.damaged("packed relocations of an unknown form")
		return nil
	}
	p := &leb{b: b[4:]}
	total, addr, addend := p.signed(), uint64(p.signed()), int64(0)
	for total > 0 && !p.bad {
		count, flags := p.signed(), p.signed()
		if count <= 0 || count > total {
			break
		}
		var step, info int64
		if flags&groupedByOffset != 0 {
			step = p.signed()
		}
		if flags&groupedByInfo != 0 {
			info = p.signed()
		}
		if flags&groupHasAddend != 0 && flags&groupedByAddend != 0 {
			addend += p.signed()
		} else if flags&groupHasAddend == 0 {
			addend = 0
		}
		for range count {
			if flags&groupedByOffset != 0 {
				addr += uint64(step)
			} else {
				addr += uint64(p.signed())
			}
			if flags&groupedByInfo == 0 {
				info = p.signed()
			}
			if flags&groupHasAddend != 0 && flags&groupedByAddend == 0 {
				addend += p.signed()
			}
			if p.bad {
				break
			}
			r := Reloc{Addr: addr, Addend: addend}
			r.Symbol, r.Type = f.split(uint64(info))
			r.Kind = kinds[r.Type]
			if w, ok := f.Word(addr); ok && flags&groupHasAddend == 0 {
				r.Addend = f.signed(w)
			}
			if err := f.add(r); err != nil {
				return err
			}
		}
		total -= count
	}
	if total != 0 || p.bad {
		f.damaged("the packed relocations break off")
	}
	return nil
}

// leb reads LEB128 numbers.
type leb struct {
	b   []byte
	bad bool
}

func (p *leb) next() byte {
	if len(p.b) == 0 {
		p.bad = true
		return 0
	}
	c := p.b[0]
	p.b = p.b[1:]
	return c
}

func (p *leb) signed() int64 {
	var v int64
	for shift := uint(0); ; shift += 7 {
		c := p.next()
		if shift < 64 {
			v |= int64(c&0x7f) << shift
		}
		if c&0x80 == 0 {
			if shift += 7; shift < 64 && c&0x40 != 0 {
				v |= -1 << shift
			}
			return v
		}
	}
}

func (p *leb) unsigned() uint64 {
	var v uint64
	for shift := uint(0); ; shift += 7 {
		c := p.next()
		if shift < 64 {
			v |= uint64(c&0x7f) << shift
		}
		if c&0x80 == 0 {
			return v
		}
	}
}

// RelocAt is the relocation of the word at addr, nil if there is none.
func (f *File) RelocAt(addr uint64) *Reloc {
	from, to := f.relocAt.around(addr, len(f.Relocs))
	i, ok := slices.BinarySearchFunc(f.Relocs[from:to], addr, func(r Reloc, a uint64) int { return cmp.Compare(r.Addr, a) })
	if !ok {
		return nil
	}
	return &f.Relocs[from+i]
}

// Pointer is what the word at addr points to once the library is loaded: an
// address in this file, or a symbol that another object may define, or neither.
func (f *File) Pointer(addr uint64) (target uint64, symbol *Symbol) {
	if r := f.RelocAt(addr); r != nil {
		return f.Relocated(r)
	}
	w, _ := f.Word(addr)
	return w, nil
}

// Relocated is what the word of a relocation points to once the library is loaded,
// as of Pointer.
func (f *File) Relocated(r *Reloc) (target uint64, symbol *Symbol) {
	switch r.Kind {
	case RelativeReloc, IndirectReloc:
		return uint64(r.Addend), nil
	case SymbolReloc:
		if r.Symbol == 0 {
			return uint64(r.Addend), nil
		}
		s := &f.Symbols[r.Symbol]
		addend := uint64(r.Addend)
		if f.jumpSlot(r.Type) {
			addend = 0
		}
		if s.Section != debugelf.SHN_UNDEF {
			return s.Value + addend, s
		}
		return 0, s
	}
	return 0, nil
}

// jumpSlot reports a PLT relocation; its REL form finds the PLT's own address
// where an addend would stand.
func (f *File) jumpSlot(kind uint32) bool {
	return f.Machine == debugelf.EM_386 && (kind == 7 || kind == 6) || f.Machine == debugelf.EM_ARM && (kind == 22 || kind == 21)
}
