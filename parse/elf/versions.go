package elf

import (
	debugelf "debug/elf"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// Need is a version that the library asks another one for.
type Need struct {
	Library string // "libc.so.6"
	Version string // "GLIBC_2.34"
	Weak    bool   // VER_FLG_WEAK; GNU linkers never set it, for weak symbols neither
	Symbols []string
}

const maxVersions = 1 << 14 // entries of one version table

// readVersions reads the versions needed and those of the symbols.
func (f *File) readVersions(strings string) {
	names := map[uint16]Need{} // by version index
	order := f.readNeeds(strings, names)
	defined := f.readDefinitions(strings)
	addr := f.Dynamic.values[debugelf.DT_VERSYM]
	if addr == 0 {
		f.Needs = needs(order, names)
		return
	}
	b := f.Bytes(addr, 2*uint64(len(f.Symbols)))
	if len(b) < 2*len(f.Symbols) {
		f.damaged("the symbol versions lie outside the loaded segments")
	}
	for i := range f.Symbols {
		if len(b) < 2*i+2 {
			break
		}
		s, index := &f.Symbols[i], f.Order.Uint16(b[2*i:])
		s.Hidden = index&0x8000 != 0
		index &= 0x7fff
		if s.Section == debugelf.SHN_UNDEF {
			if n, ok := names[index]; ok {
				s.Version, s.Library = n.Version, n.Library
				n.Symbols = append(n.Symbols, s.Name)
				names[index] = n
			}
		} else if v, ok := defined[index]; ok {
			s.Version = v
		} else if n, ok := names[index]; ok {
			// A copy of a library's variable (COPY relocation) keeps its version.
			s.Version, s.Library = n.Version, n.Library
		}
	}
	f.Needs = needs(order, names)
}

func needs(order []uint16, names map[uint16]Need) []Need {
	var out []Need
	for _, i := range order {
		out = append(out, names[i])
	}
	return out
}

// readNeeds reads .gnu.version_r and returns the version indices in order.
func (f *File) readNeeds(strings string, names map[uint16]Need) []uint16 {
	at := f.Dynamic.values[debugelf.DT_VERNEED]
	var order []uint16
	entries := 0 // of both levels: links may lead over the same bytes again
	for entries < maxVersions {
		entries++
		b := f.Bytes(at, 16)
		if at == 0 || len(b) < 16 {
			return order
		}
		c := f.fields(b)
		c.u16()
		count := c.u16()
		file, aux, next := c.u32(), c.u32(), c.u32()
		library, _ := text(strings, uint64(file))
		entry := at + uint64(aux)
		for range count {
			b := f.Bytes(entry, 16)
			if entries++; len(b) < 16 || entries >= maxVersions {
				f.damaged("the versions needed of %q lie outside the loaded segments", library)
				return order
			}
			c := f.fields(b)
			c.u32() // hash
			flags, index := c.u16(), c.u16()&0x7fff
			name, step := c.u32(), c.u32()
			version, ok := text(strings, uint64(name))
			if !ok {
				f.damaged("a version needed of %q has no name", library)
			}
			if _, known := names[index]; !known {
				order = append(order, index)
			}
			names[index] = Need{Library: library, Version: version, Weak: flags&2 != 0}
			if step == 0 {
				break
			}
			entry += uint64(step)
		}
		if next == 0 {
			return order
		}
		at += uint64(next)
	}
	f.damaged("the versions needed have no end")
	return order
}

// readDefinitions reads .gnu.version_d: names by version index.
func (f *File) readDefinitions(strings string) map[uint16]string {
	out := map[uint16]string{}
	at := f.Dynamic.values[debugelf.DT_VERDEF]
	for range maxVersions {
		b := f.Bytes(at, 20)
		if at == 0 || len(b) < 20 {
			break
		}
		c := f.fields(b)
		c.u16()
		flags, index, _ := c.u16(), c.u16(), c.u16()
		c.u32() // hash
		aux, next := c.u32(), c.u32()
		if name := f.Bytes(at+uint64(aux), 4); len(name) == 4 && flags&1 == 0 { // not the file's own name
			out[index&0x7fff], _ = text(strings, uint64(f.Order.Uint32(name)))
		}
		if next == 0 {
			break
		}
		at += uint64(next)
	}
	return out
}

// Floor is the highest GLIBC_x.y version that the library asks for, with the
// need that asks for it; nil where it asks for none. Weak symbols count: loaders
// refuse a library for a missing version whoever asks for it.
func (f *File) Floor() *Need {
	var top *Need
	for i := range f.Needs {
		n := &f.Needs[i]
		if _, ok := Glibc(n.Version); ok && (top == nil || CompareVersions(n.Version, top.Version) > 0) {
			top = n
		}
	}
	return top
}

// abis are the version needs that stand for an ability of the loader, with the glibc
// that has it first (glibc's NEWS). A loader without it refuses the library.
var abis = map[string]string{
	"GLIBC_ABI_DT_RELR": "2.36", // packed relative relocations, -z pack-relative-relocs
}

// Glibc returns the number of the glibc that a version need asks for: "2.34" for
// GLIBC_2.34. It is false for needs of other libraries and for those whose number is
// not known: see Unnumbered.
func Glibc(version string) (string, bool) {
	if n, ok := abis[version]; ok {
		return n, true
	}
	v, ok := strings.CutPrefix(version, "GLIBC_")
	return v, ok && v != "" && v[0] >= '0' && v[0] <= '9'
}

// Unnumbered reports a version need of glibc that has no number: an ability of the
// loader that this package does not know, or GLIBC_PRIVATE, which only the very same
// glibc is sure to satisfy.
func Unnumbered(version string) bool {
	_, numbered := Glibc(version)
	return strings.HasPrefix(version, "GLIBC_") && !numbered
}

// CompareVersions orders version names by the numbers in them.
func CompareVersions(a, b string) int { return version.Compare(numbers(a), numbers(b)) }

// numbers is the part of a version name that counts: "2.34" of "GLIBC_2.34", "1.3.3" of
// "CXXABI_1.3.3".
func numbers(name string) string {
	if n, ok := Glibc(name); ok {
		return n
	}
	_, n, _ := strings.Cut(name, "_")
	return n
}
