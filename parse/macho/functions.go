package macho

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// findSlots lists initialisers, of all sections in their order, and terminators, which
// run in the reverse order.
func (f *File) findSlots() []object.Slot {
	var load, unload []object.Slot
	for i := range f.sections {
		s := &f.sections[i]
		switch s.kind {
		case sInit:
			load = append(load, f.pointersOf(s, object.AtLoad)...)
		case sOffsets:
			for k := uint64(0); 4*k+4 <= s.size && k < maxSlots; k++ {
				if b := f.Bytes(s.addr+4*k, 4); len(b) == 4 {
					load = append(load, object.Slot{Array: s.name, Index: int(k), Addr: s.addr + 4*k, Target: f.base + uint64(object.U32(b, 0)), When: object.AtLoad})
				}
			}
		case sTerm:
			list := f.pointersOf(s, object.AtUnload)
			for k := len(list) - 1; k >= 0; k-- {
				unload = append(unload, list[k])
			}
		}
	}
	return append(load, unload...)
}

func (f *File) pointersOf(s *section, when object.When) []object.Slot {
	var out []object.Slot
	for k := uint64(0); 8*k+8 <= s.size && k < maxSlots; k++ {
		target, imp, ok := f.Pointee(s.addr + 8*k)
		if !ok {
			if b := f.Bytes(s.addr+8*k, 8); len(b) == 8 {
				target = object.U64(b, 0)
			}
		}
		if target != 0 || imp != nil {
			out = append(out, object.Slot{Array: s.name, Index: int(k), Addr: s.addr + 8*k, Target: target, Import: imp, When: when})
		}
	}
	return out
}

// Functions lists the functions by address: from LC_FUNCTION_STARTS, which stripping
// leaves, symbols, exports and slots.
func (f *File) Functions() []object.Func {
	f.find()
	return f.funcs.List()
}

// FunctionAt is the index of the function that holds addr, -1 if none is known.
func (f *File) FunctionAt(addr uint64) int {
	f.find()
	return f.funcs.At(addr)
}

// Split divides functions whose ends the file does not tell. Indexes of functions change.
func (f *File) Split(starts []uint64) {
	f.find()
	f.funcs.Split(starts)
}

func (f *File) find() {
	if f.funcs != nil {
		return
	}
	var list []object.Func
	// Some linkers leave the table of starts out when they strip.
	open := f.ranges[lcFuncStarts].size == 0
	add := func(addr uint64, name string) {
		if f.Code(addr) && f.Stub(addr) == nil {
			list = append(list, object.Func{Start: addr, End: addr, Name: name, Open: open})
		}
	}
	for i := range f.readSymbols() {
		if s := &f.symbols[i]; s.defined() && !strings.HasPrefix(s.name, "ltmp") && !strings.HasPrefix(s.name, "L") {
			add(s.value, plain(s.name))
		}
	}
	for _, e := range f.Exports() {
		add(e.Addr, e.Name)
	}
	for _, s := range f.slots {
		add(s.Target, "")
	}
	if b := f.part(f.ranges[lcFuncStarts]); len(b) > 0 {
		addr, i := f.base, 0
		for i < len(b) && len(list) < maxSymbols {
			n, next, ok := object.Uleb(b, i)
			if !ok || n == 0 {
				break
			}
			i = next
			addr += n
			add(addr, "")
		}
	}
	f.funcs = object.NewFunctions(list, func(start uint64) uint64 {
		for i := range f.public {
			if s := &f.public[i]; start >= s.Addr && start-s.Addr < s.Size {
				return s.Addr + s.Size
			}
		}
		return start
	})
}
