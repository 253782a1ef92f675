package elf

import (
	debugelf "debug/elf"
	"fmt"
)

// Array names a table of functions that the loader calls.
type Array string

// The arrays, and the single functions beside them, in the order in which a
// loader runs them; of fini arrays it starts with the last entry.
const (
	PreinitArray Array = ".preinit_array" // of programs; glibc 2.36 runs that of a library as well
	InitFunction Array = "DT_INIT"
	InitArray    Array = ".init_array"
	FiniArray    Array = ".fini_array"
	FiniFunction Array = "DT_FINI"
)

// Slot is one function that the loader calls.
type Slot struct {
	Array  Array
	Index  int     // in the array
	Addr   uint64  // of the slot itself, 0 for DT_INIT and DT_FINI
	Target uint64  // the function, 0 where another object defines Symbol
	Symbol *Symbol // of a relocation that names one, or nil
}

// String names the slot: ".init_array[2]", "DT_INIT".
func (s Slot) String() string {
	if s.Array == InitFunction || s.Array == FiniFunction {
		return string(s.Array)
	}
	return fmt.Sprintf("%s[%d]", s.Array, s.Index)
}

// Load lists what runs when the library is loaded, in order.
func (f *File) Load() []Slot {
	out := f.array(PreinitArray, debugelf.DT_PREINIT_ARRAY, debugelf.DT_PREINIT_ARRAYSZ)
	if f.Dynamic.Init != 0 {
		out = append(out, Slot{Array: InitFunction, Target: f.Dynamic.Init})
	}
	return append(out, f.array(InitArray, debugelf.DT_INIT_ARRAY, debugelf.DT_INIT_ARRAYSZ)...)
}

// Unload lists what runs at dlclose or at exit, in order.
func (f *File) Unload() []Slot {
	list := f.array(FiniArray, debugelf.DT_FINI_ARRAY, debugelf.DT_FINI_ARRAYSZ)
	out := make([]Slot, 0, len(list)+1)
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	if f.Dynamic.Fini != 0 {
		out = append(out, Slot{Array: FiniFunction, Target: f.Dynamic.Fini})
	}
	return out
}

func (f *File) array(name Array, addr, size debugelf.DynTag) []Slot {
	at, n := f.Dynamic.values[addr], f.Dynamic.values[size]/f.PointerSize()
	if at == 0 || n == 0 {
		return nil
	}
	if n > maxSlots || f.Bytes(at+(n-1)*f.PointerSize(), 1) == nil {
		f.damaged("%s of %d entries lies outside the loaded segments", name, n)
		return nil
	}
	var out []Slot
	for i := range n {
		s := Slot{Array: name, Index: int(i), Addr: at + i*f.PointerSize()}
		s.Target, s.Symbol = f.Pointer(s.Addr)
		if f.Machine == debugelf.EM_ARM {
			s.Target &^= 1 // Thumb
		}
		if s.Symbol == nil && (s.Target == 0 || f.signed(s.Target) == -1) {
			continue // 0 and -1 are fillers
		}
		out = append(out, s)
	}
	return out
}
