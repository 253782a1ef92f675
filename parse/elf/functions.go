package elf

import (
	"cmp"
	debugelf "debug/elf"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Func is the code of one function, or of the cold part of one.
type Func = object.Func

// Functions lists the functions in the order of their addresses, bounds from
// unwind tables, symbols and the slots of the arrays.
func (f *File) Functions() []Func {
	if f.funcs == nil {
		f.funcs = f.findFunctions()
		f.funcAt = newBuckets(len(f.funcs), func(i int) uint64 { return f.funcs[i].Start })
	}
	return f.funcs
}

// Split divides functions whose ends the file does not tell, at the starts that lie in
// them. Indexes of functions change.
func (f *File) Split(starts []uint64) {
	list := f.Functions()
	var added []Func
	for _, at := range starts {
		if i := f.FunctionAt(at); i >= 0 && list[i].Open && list[i].Start != at {
			added = append(added, Func{Start: at, End: at})
		}
	}
	if len(added) == 0 {
		return
	}
	all := slices.Concat(list, added)
	for i := range all {
		if all[i].Open {
			all[i].End = all[i].Start
		}
	}
	slices.SortStableFunc(all, func(a, b Func) int { return cmp.Compare(a.Start, b.Start) })
	f.funcs = f.bounded(merge(all))
	f.funcAt = newBuckets(len(f.funcs), func(i int) uint64 { return f.funcs[i].Start })
}

// FunctionAt is the index of the function that holds addr, -1 if none is known.
func (f *File) FunctionAt(addr uint64) int {
	list := f.Functions()
	from, to := f.funcAt.around(addr, len(list))
	i, ok := slices.BinarySearchFunc(list[from:to], addr, func(fn Func, a uint64) int { return cmp.Compare(fn.Start, a) })
	if i += from; !ok {
		i--
	}
	if i < 0 || addr >= list[i].End {
		return -1
	}
	return i
}

// stubs are the sections of small jumps to other objects. Unwind tables give one
// range for all of them; each stands for itself.
func stubs(name string) bool {
	return name == ".plt" || strings.HasPrefix(name, ".plt.") || name == ".iplt"
}

// notStubs makes a test that an address lies in no section of stubs.
func (f *File) notStubs() func(addr uint64) bool {
	var list []*Section
	for i := range f.Sections {
		if s := &f.Sections[i]; stubs(s.Name) {
			list = append(list, s)
		}
	}
	return func(addr uint64) bool {
		return !slices.ContainsFunc(list, func(s *Section) bool { return addr >= s.Addr && addr-s.Addr < s.Size })
	}
}

func (f *File) findFunctions() []Func {
	frames := f.frames()
	byStart := func(a, b frame) int { return cmp.Compare(a.start, b.start) }
	if !slices.IsSortedFunc(frames, byStart) {
		slices.SortFunc(frames, byStart)
	}
	outside := f.notStubs()
	local := f.Local()
	list := make([]Func, 0, len(frames)+len(local)/2+64)
	for _, fr := range frames {
		if f.Code(fr.start) && outside(fr.start) {
			list = append(list, Func{Start: fr.start, End: fr.end})
		}
	}
	for _, table := range [][]Symbol{local, f.Symbols} {
		for i := range table {
			s := &table[i]
			if (s.Function() || f.label(s, frames)) && s.Section != debugelf.SHN_UNDEF && f.Code(s.Value) && outside(s.Value) {
				list = append(list, Func{Start: s.Value, End: s.Value + s.Size, Name: s.Name})
			}
		}
	}
	for _, slots := range [][]Slot{f.Load(), f.Unload()} {
		for _, s := range slots {
			if f.Code(s.Target) {
				list = append(list, Func{Start: s.Target, End: s.Target})
			}
			if f.Code(s.Target) && !inFrame(frames, s.Target) {
				for _, to := range f.branches(s.Target) {
					if !inFrame(frames, to) && outside(to) {
						list = append(list, Func{Start: to, End: to})
					}
				}
			}
		}
	}
	if len(local) == 0 {
		// glibc's own part of each library (atexit) has neither name nor unwind range,
		// and is called through a pointer.
		for i := range f.Relocs {
			if to := uint64(f.Relocs[i].Addend); f.Relocs[i].Kind == RelativeReloc && f.Code(to) && !inFrame(frames, to) && outside(to) {
				list = append(list, Func{Start: to, End: to})
			}
		}
	}
	// The C toolchain's startup code has no unwind ranges: what stands before the
	// first function of a section is taken for one.
	for i := range f.Sections {
		if s := &f.Sections[i]; s.Flags&debugelf.SHF_EXECINSTR != 0 && !stubs(s.Name) && f.Code(s.Addr) {
			list = append(list, Func{Start: s.Addr, End: s.Addr})
		}
	}
	slices.SortStableFunc(list, func(a, b Func) int { return cmp.Compare(a.Start, b.Start) })
	return f.bounded(merge(list))
}

// branches lists where the code at addr calls or jumps to nearby. It serves the C
// toolchain's startup code, whose functions stand together and have neither names nor
// unwind ranges in a stripped file: frame_dummy jumps to one, __do_global_dtors_aux calls
// another. Bytes that only look like a branch add a boundary at most.
func (f *File) branches(addr uint64) []uint64 {
	const most, near = 96, 512 // bytes
	b := f.Bytes(addr, most)
	var out []uint64
	add := func(to uint64) {
		if to-addr+near < 2*near && to != addr && f.Code(to) {
			out = append(out, to)
		}
	}
	if f.Machine != debugelf.EM_X86_64 { // linkers for AArch64 leave no such gaps
		return nil
	}
	for i := 0; i+5 <= len(b) && b[i] != 0xc3; i++ {
		if b[i] == 0xe8 || b[i] == 0xe9 {
			add(addr + uint64(i) + 5 + uint64(int64(int32(f.Order.Uint32(b[i+1:])))))
		}
		if b[i] == 0xe9 {
			break
		}
	}
	return out
}

// label reports a function that hand-written assembly gave no type: a label
// outside every unwind range. Inside one it may be the target of a jump.
func (f *File) label(s *Symbol, frames []frame) bool {
	if s.Type != debugelf.STT_NOTYPE || s.Section == debugelf.SHN_UNDEF || s.Section >= debugelf.SHN_LORESERVE || s.Name == "" || strings.ContainsAny(s.Name[:1], "$.") {
		return false
	}
	return !inFrame(frames, s.Value)
}

// inFrame reports an address within one of the unwind ranges, which are sorted.
func inFrame(frames []frame, addr uint64) bool {
	i, _ := slices.BinarySearchFunc(frames, addr+1, func(fr frame, a uint64) int { return cmp.Compare(fr.start, a) })
	return i > 0 && addr < frames[i-1].end
}

// merge makes one of the functions that start at the same address.
func merge(list []Func) []Func {
	out := list[:0]
	for _, fn := range list {
		if n := len(out); n > 0 && out[n-1].Start == fn.Start {
			last := &out[n-1]
			if last.End == last.Start {
				last.End = fn.End
			}
			if better(fn.Name, last.Name) {
				last.Name = fn.Name
			}
			continue
		}
		out = append(out, fn)
	}
	return out
}

// better picks the name to show of several for the same code: the linker folds
// equal functions, and C gives aliases with more and more underscores.
func better(name, than string) bool {
	if name == "" || than == "" {
		return name != ""
	}
	return strings.HasPrefix(than, "_") && !strings.HasPrefix(name, "_")
}

// bounded ends each function where the next one starts, or with its section or
// segment: code ends there, before padding and stubs.
func (f *File) bounded(list []Func) []Func {
	var code []*Section
	for i := range f.Sections {
		if s := &f.Sections[i]; s.Flags&debugelf.SHF_EXECINSTR != 0 {
			code = append(code, s)
		}
	}
	out := slices.Clone(list)
	for i := range out {
		fn := &out[i]
		limit := fn.Start
		if s := f.segment(fn.Start); s != nil {
			limit = s.addr + uint64(len(s.data))
		}
		for _, s := range code {
			if fn.Start >= s.Addr && fn.Start-s.Addr < s.Size {
				limit = min(limit, s.Addr+s.Size)
			}
		}
		if i+1 < len(out) {
			limit = min(limit, out[i+1].Start)
		}
		fn.Open = fn.End <= fn.Start
		if fn.Open || fn.End > limit {
			fn.End = limit
		}
	}
	return out
}
