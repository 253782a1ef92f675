package elf

import (
	debugelf "debug/elf"
	"fmt"
	"math/bits"
)

// Dynamic is what the dynamic section says.
type Dynamic struct {
	Present bool
	Needed  []string
	SoName  string
	RPath   []string // as written, not split
	RunPath []string
	Flags   debugelf.DynFlag
	Flags1  debugelf.DynFlag1
	Init    uint64 // address of the DT_INIT function, 0: none
	Fini    uint64
	TextRel bool

	values map[debugelf.DynTag]uint64
}

// NoDelete reports DF_1_NODELETE: the library is never unmapped.
func (d *Dynamic) NoDelete() bool { return d.Flags1&debugelf.DF_1_NODELETE != 0 }

// BindNow reports that all symbols are resolved at load, RTLD_LAZY or not.
func (d *Dynamic) BindNow() bool {
	_, old := d.values[debugelf.DT_BIND_NOW]
	return old || d.Flags&debugelf.DF_BIND_NOW != 0 || d.Flags1&debugelf.DF_1_NOW != 0
}

// StaticTLS reports DF_STATIC_TLS: thread-local storage that a later dlopen may
// have no room for.
func (d *Dynamic) StaticTLS() bool { return d.Flags&debugelf.DF_STATIC_TLS != 0 }

const maxDynamic = 1 << 16 // entries

// Tags that this package reads and debug/elf has no name for.
const (
	dtRELRSize     = 35
	dtRELR         = 36
	dtAndroidREL   = 0x6000000f
	dtAndroidRELSz = 0x60000010
	dtAndroidRELA  = 0x60000011
	dtAndroidRELAS = 0x60000012
	dtAndroidRELR  = 0x6fffe000
	dtAndroidRELRS = 0x6fffe001
)

// readDynamic reads the dynamic section and the tables it names.
func (f *File) readDynamic() error {
	var at *Segment
	for i := range f.Segments {
		if f.Segments[i].Type == debugelf.PT_DYNAMIC {
			at = &f.Segments[i]
		}
	}
	if at == nil || at.FileSize == 0 {
		return nil // a static program, or a file of debug information
	}
	if end, carry := bits.Add64(at.Offset, at.FileSize, 0); carry != 0 || end > uint64(f.Size) {
		return fmt.Errorf("dynamic section: %w", ErrTruncated)
	}
	entry := 2 * f.PointerSize()
	b := f.Bytes(at.Addr, at.FileSize)
	if uint64(len(b)) < entry {
		if s := f.Section(".dynamic"); s != nil && s.Type == debugelf.SHT_NOBITS {
			return nil // debug information only
		}
		f.damaged("the dynamic section lies outside the loaded segments")
		return nil
	}
	if uint64(len(b))/entry > maxDynamic {
		return fmt.Errorf("%w: %d dynamic entries", ErrLimit, uint64(len(b))/entry)
	}
	d := &f.Dynamic
	d.Present, d.values = true, map[debugelf.DynTag]uint64{}
	var names []namedTag
	ended := false
	for ; uint64(len(b)) >= entry && !ended; b = b[entry:] {
		c := f.fields(b)
		tag, value := debugelf.DynTag(c.word()), c.word()
		switch tag {
		case debugelf.DT_NULL:
			ended = true
		case debugelf.DT_NEEDED, debugelf.DT_SONAME, debugelf.DT_RPATH, debugelf.DT_RUNPATH:
			names = append(names, namedTag{tag, value})
		default:
			d.values[tag] = value
		}
	}
	if !ended {
		f.damaged("the dynamic section has no end")
	}
	d.Flags, d.Flags1 = debugelf.DynFlag(d.values[debugelf.DT_FLAGS]), debugelf.DynFlag1(d.values[debugelf.DT_FLAGS_1])
	d.Init, d.Fini = d.values[debugelf.DT_INIT], d.values[debugelf.DT_FINI]
	_, d.TextRel = d.values[debugelf.DT_TEXTREL]
	d.TextRel = d.TextRel || d.Flags&debugelf.DF_TEXTREL != 0
	table := f.dynamicStrings()
	f.nameTags(names, table)
	if err := f.readDynamicSymbols(table); err != nil {
		return err
	}
	f.readVersions(table)
	return f.readRelocs()
}

// namedTag is an entry whose value is an offset into the string table.
type namedTag struct {
	tag   debugelf.DynTag
	value uint64
}

func (f *File) nameTags(names []namedTag, table string) {
	d := &f.Dynamic
	for _, n := range names {
		s, ok := text(table, n.value)
		if !ok {
			f.damaged("%v names a string outside the string table", n.tag)
			continue
		}
		switch n.tag {
		case debugelf.DT_NEEDED:
			d.Needed = append(d.Needed, s)
		case debugelf.DT_SONAME:
			d.SoName = s
		case debugelf.DT_RPATH:
			d.RPath = append(d.RPath, s)
		case debugelf.DT_RUNPATH:
			d.RunPath = append(d.RunPath, s)
		}
	}
}

// dynamicStrings is the string table of the dynamic section.
func (f *File) dynamicStrings() string {
	v := f.Dynamic.values
	b := f.Bytes(v[debugelf.DT_STRTAB], v[debugelf.DT_STRSZ])
	if uint64(len(b)) < v[debugelf.DT_STRSZ] {
		f.damaged("the string table lies outside the loaded segments")
	}
	return string(b)
}

// table returns the bytes of a table of the dynamic section, given by the tags
// of its address and size; empty where it is absent or damaged.
func (f *File) table(what string, addr, size debugelf.DynTag) []byte {
	a, n := f.Dynamic.values[addr], f.Dynamic.values[size]
	if a == 0 || n == 0 {
		return nil
	}
	b := f.Bytes(a, n)
	if uint64(len(b)) < n {
		f.damaged("%s lies outside the loaded segments", what)
		return nil
	}
	return b
}
