package pe

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// always are the moments at which the loader calls TLS callbacks and DllMain.
const always = object.AtLoad | object.AtUnload | object.AtThreadStart | object.AtThreadEnd

// findSlots lists what runs at load and unload: TLS callbacks, which the loader calls
// before the entry point, the C runtime's initialisers, which the entry point runs, and
// DllMain.
func (f *File) findSlots() []object.Slot {
	callbacks := f.callbacks()
	out := slices.Clone(callbacks)
	called := map[uint64]bool{}
	for _, s := range callbacks {
		called[s.Addr] = true
	}
	out = append(out, f.initialisers(called)...)
	if f.DLL && f.Entry != 0 {
		// The toolchain's entry point runs the initialisers and calls DllMain.
		out = append(out, object.Slot{Array: "entry point", Index: -1, Target: f.Entry, When: always})
	}
	return out
}

// callbacks lists the TLS callbacks. The table holds addresses and ends with a zero.
func (f *File) callbacks() []object.Slot {
	b := f.table(dirTLS)
	n := f.pointer()
	if uint64(len(b)) < 4*n+8 {
		return nil
	}
	at := func(i uint64) uint64 {
		if n == 8 {
			return object.U64(b, 8*i)
		}
		return uint64(object.U32(b, 4*i))
	}
	if start, end := at(0), at(1); end > start {
		f.TLSSize = end - start
	}
	f.TLSSize += uint64(object.U32(b, 4*n))
	list := at(3)
	if list == 0 {
		return nil
	}
	var out []object.Slot
	for i := range maxSlots {
		addr := list + n*uint64(i)
		v, ok := f.Word(addr)
		if !ok || v == 0 {
			break
		}
		if !f.Code(v) {
			f.damaged("TLS callback %d does not point to code", i)
			continue
		}
		out = append(out, object.Slot{Array: "TLS callbacks", Index: i, Addr: addr, Target: v, When: always})
	}
	return out
}

// initialisers lists the functions that the C runtime calls between the marks of its
// groups: .CRT$XI* (C), .CRT$XC* (C++ and what asks for it by section), .CRT$XP* and
// .CRT$XT* (at unload). Linkers for MinGW keep the section .CRT with a symbol for each
// mark; Microsoft's merge it into .rdata and keep no mark, so that the groups are found
// by the code that walks them: see Group.
func (f *File) initialisers(called map[uint64]bool) []object.Slot {
	i := slices.IndexFunc(f.sections, func(s object.Section) bool { return s.Name == ".CRT" })
	if i < 0 {
		return nil
	}
	s := f.sections[i]
	marks := f.marks(s)
	n := f.pointer()
	var out []object.Slot
	count := map[string]int{}
	for addr := s.Addr; addr+n <= s.Addr+min(s.Size, s.Held) && len(out) < maxSlots; addr += n {
		v, ok := f.Word(addr)
		if !ok || v == 0 || called[addr] || !f.Code(v) {
			continue
		}
		group := groupAt(marks, addr)
		when := object.AtLoad
		switch group {
		case ".CRT$XP", ".CRT$XT":
			when = object.AtUnload
		case ".CRT$XL", ".CRT$XD": // TLS callbacks that the table above does not reach, and the runtime's own list
			continue
		}
		out = append(out, object.Slot{Array: group, Index: count[group], Addr: addr, Target: v, When: when})
		count[group]++
	}
	return out
}

// mark is the start of a group of initialisers.
type mark struct {
	addr  uint64
	group string
}

// marks finds the groups in a section .CRT by the runtime's symbols, which stripping
// takes away.
func (f *File) marks(s object.Section) []mark {
	var out []mark
	for _, sym := range f.readSymbols() {
		// __xc_a, __xi_a, __xl_a (and __xl_c of MinGW's own callbacks), __xp_a, __xt_a, __xd_a
		name := strings.TrimLeft(sym.name, "_")
		if len(name) == 4 && name[0] == 'x' && name[2:] == "_a" && sym.addr >= s.Addr && sym.addr-s.Addr < s.Size {
			out = append(out, mark{sym.addr, ".CRT$X" + strings.ToUpper(name[1:2])})
		}
	}
	slices.SortFunc(out, func(a, b mark) int { return cmp.Compare(a.addr, b.addr) })
	return out
}

// groupAt names the group of a slot: ".CRT" where no symbol tells.
func groupAt(marks []mark, addr uint64) string {
	for i := len(marks) - 1; i >= 0; i-- {
		if marks[i].addr <= addr {
			return marks[i].group
		}
	}
	return ".CRT"
}

// Group lists the functions of the table from first up to last, as a call of the C
// runtime's `_initterm(first, last)` runs them: what code, and nothing else, tells of
// the tables of libraries that Microsoft's linker made.
func (f *File) Group(array string, first, last uint64) []object.Slot {
	n := f.pointer()
	if last <= first || (last-first)/n > maxSlots {
		return nil
	}
	var out []object.Slot
	for addr := first; addr+n <= last; addr += n {
		if v, ok := f.Word(addr); ok && v != 0 && f.Code(v) {
			out = append(out, object.Slot{Array: array, Index: len(out), Addr: addr, Target: v, When: object.AtLoad})
		}
	}
	return out
}
