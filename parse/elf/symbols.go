package elf

import (
	"cmp"
	debugelf "debug/elf"
	"fmt"
	"slices"
)

// Symbol is one entry of a symbol table.
type Symbol struct {
	Name    string // as it is in the file, mangled
	Version string // "GLIBC_2.34", of dynamic symbols that have one
	Library string // for a version of an undefined symbol: the library it is asked of
	Hidden  bool   // a version that is not the default one
	Value   uint64
	Size    uint64
	Bind    debugelf.SymBind
	Type    debugelf.SymType
	Vis     debugelf.SymVis
	Section debugelf.SectionIndex
}

// Undefined reports a symbol that another object must define.
func (s *Symbol) Undefined() bool { return s.Section == debugelf.SHN_UNDEF && s.Name != "" }

// Weak reports a symbol that may stay undefined.
func (s *Symbol) Weak() bool { return s.Bind == debugelf.STB_WEAK }

// Function reports code, an indirect function included.
func (s *Symbol) Function() bool {
	return s.Type == debugelf.STT_FUNC || s.Type == debugelf.STT_GNU_IFUNC
}

// Object reports data.
func (s *Symbol) Object() bool { return s.Type == debugelf.STT_OBJECT }

// ObjectEnd is where the data end that hold addr, by a symbol that tells their size; 0
// where there is none.
func (f *File) ObjectEnd(addr uint64) uint64 {
	if f.objects == nil {
		f.objects = f.findObjects()
	}
	i, _ := slices.BinarySearchFunc(f.objects, addr+1, func(o extent, a uint64) int { return cmp.Compare(o.start, a) })
	if i == 0 || addr >= f.objects[i-1].end {
		return 0
	}
	return f.objects[i-1].end
}

// extent is the range of a symbol for data.
type extent struct{ start, end uint64 }

// findObjects lists the data that have symbols, by address; of those that start
// together the longest.
func (f *File) findObjects() []extent {
	out := []extent{}
	for _, table := range [][]Symbol{f.Local(), f.Symbols} {
		for i := range table {
			if s := &table[i]; s.Object() && !s.Undefined() && s.Size > 0 && s.Value+s.Size > s.Value {
				out = append(out, extent{s.Value, s.Value + s.Size})
			}
		}
	}
	slices.SortFunc(out, func(a, b extent) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	return slices.CompactFunc(out, func(a, b extent) bool { return a.start == b.start })
}

// Exported reports a definition that other objects can bind to.
func (s *Symbol) Exported() bool {
	visible := s.Vis == debugelf.STV_DEFAULT || s.Vis == debugelf.STV_PROTECTED
	return s.Section != debugelf.SHN_UNDEF && s.Name != "" && visible && s.Bind != debugelf.STB_LOCAL
}

// BindUnique is STB_GNU_UNIQUE: glibc never unmaps a library once something has
// been bound to such a symbol of it.
const BindUnique debugelf.SymBind = 10

// parseSymbols reads a symbol table whose names lie in strings.
func (f *File) parseSymbols(b []byte, strings string, what string) ([]Symbol, error) {
	size := symbolSize[f.Wide]
	n := uint64(len(b)) / size
	if n > maxSymbols {
		return nil, fmt.Errorf("%w: %d symbols", ErrLimit, n)
	}
	out := make([]Symbol, n)
	bad := 0
	for i := range out {
		c := f.fields(b[uint64(i)*size:])
		s := &out[i]
		name := c.u32()
		var info, other byte
		if f.Wide {
			info, other = c.b[0], c.b[1]
			c.b = c.b[2:]
			s.Section = debugelf.SectionIndex(c.u16())
			s.Value, s.Size = c.word(), c.word()
		} else {
			s.Value, s.Size = c.word(), c.word()
			info, other = c.b[0], c.b[1]
			c.b = c.b[2:]
			s.Section = debugelf.SectionIndex(c.u16())
		}
		s.Bind, s.Type, s.Vis = debugelf.ST_BIND(info), debugelf.ST_TYPE(info), debugelf.ST_VISIBILITY(other)
		if f.Machine == debugelf.EM_ARM && s.Function() {
			s.Value &^= 1 // Thumb
		}
		var ok bool
		if s.Name, ok = text(strings, uint64(name)); !ok {
			bad++
		}
	}
	if bad > 0 {
		f.damaged("%d names of %s lie outside its string table", bad, what)
	}
	return out, nil
}

// readDynamicSymbols reads .dynsym. Its length is in no tag of the dynamic
// section: section headers tell it, else the hash tables do.
func (f *File) readDynamicSymbols(strings string) error {
	addr := f.Dynamic.values[debugelf.DT_SYMTAB]
	if addr == 0 {
		return nil
	}
	size := symbolSize[f.Wide]
	var n uint64
	for i := range f.Sections {
		if s := &f.Sections[i]; s.Type == debugelf.SHT_DYNSYM && s.Addr == addr {
			n = s.Size / size
		}
	}
	if n == 0 {
		n = f.countHashed()
	}
	if n > maxSymbols {
		return fmt.Errorf("%w: %d dynamic symbols", ErrLimit, n)
	}
	b := f.Bytes(addr, n*size)
	if uint64(len(b)) < n*size {
		f.damaged("the dynamic symbols lie outside the loaded segments")
	}
	var err error
	f.Symbols, err = f.parseSymbols(b, strings, ".dynsym")
	return err
}

// countHashed counts the dynamic symbols through DT_HASH or DT_GNU_HASH.
func (f *File) countHashed() uint64 {
	if b := f.Bytes(f.Dynamic.values[debugelf.DT_HASH], 8); f.Dynamic.values[debugelf.DT_HASH] != 0 && len(b) == 8 {
		return uint64(f.Order.Uint32(b[4:]))
	}
	at := f.Dynamic.values[debugelf.DT_GNU_HASH]
	head := f.Bytes(at, 16)
	if at == 0 || len(head) < 16 {
		return 0
	}
	buckets, first, bloom := uint64(f.Order.Uint32(head)), uint64(f.Order.Uint32(head[4:])), uint64(f.Order.Uint32(head[8:]))
	chains := at + 16 + bloom*f.PointerSize() + buckets*4
	if buckets > maxSymbols || bloom > maxSymbols {
		return 0
	}
	last := uint64(0)
	b := f.Bytes(at+16+bloom*f.PointerSize(), buckets*4)
	for ; len(b) >= 4; b = b[4:] {
		last = max(last, uint64(f.Order.Uint32(b)))
	}
	if last < first {
		return first
	}
	// The chain of the highest symbol ends at an odd hash.
	for ; last < maxSymbols; last++ {
		h := f.Bytes(chains+(last-first)*4, 4)
		if len(h) < 4 || f.Order.Uint32(h)&1 != 0 {
			break
		}
	}
	return last + 1
}

// Local reads .symtab, which a stripped file lacks: empty then.
func (f *File) Local() []Symbol {
	if f.local == nil {
		list := f.readLocal()
		f.local = &list
	}
	return *f.local
}

// Stripped reports that there is no .symtab to take names from.
func (f *File) Stripped() bool {
	for i := range f.Sections {
		if s := &f.Sections[i]; s.Type == debugelf.SHT_SYMTAB && s.Size > 0 {
			return false
		}
	}
	return true
}

func (f *File) readLocal() []Symbol {
	for i := range f.Sections {
		s := &f.Sections[i]
		if s.Type != debugelf.SHT_SYMTAB || uint64(s.Link) >= uint64(len(f.Sections)) {
			continue
		}
		b, err := f.Content(s)
		if err != nil {
			f.damaged("symbol table: %v", err)
			return nil
		}
		names, err := f.Content(&f.Sections[s.Link])
		if err != nil {
			f.damaged("symbol names: %v", err)
			return nil
		}
		list, err := f.parseSymbols(b, string(names), ".symtab")
		if err != nil {
			f.damaged("%v", err)
		}
		return list
	}
	return nil
}
