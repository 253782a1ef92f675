package elf

import (
	debugelf "debug/elf"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Image is the file as evidence reads libraries of all formats. It belongs to the file,
// which stays open as long as it is used.
func (f *File) Image() object.Image { return view{f} }

type view struct{ *File }

func (v view) Format() object.Format { return object.ELF }

// Machine names the processor; of those whose code is read only the common forms have
// their names.
func (v view) Machine() object.Machine {
	switch f := v.File; {
	case f.Machine == debugelf.EM_X86_64 && f.Wide:
		return object.X86_64
	case f.Machine == debugelf.EM_AARCH64 && f.Wide && f.LittleEndian():
		return object.AArch64
	}
	if name := object.Machine(v.MachineName()); name != object.X86_64 && name != object.AArch64 {
		return name
	}
	return object.Machine(v.MachineName() + " (another form)") // x32, big-endian
}

func (v view) Sections() []object.Section {
	var out []object.Section
	for i := range v.File.Sections {
		s := &v.File.Sections[i]
		held := s.Size
		if s.Type == debugelf.SHT_NOBITS {
			held = 0
		}
		out = append(out, object.Section{Name: s.Name, Addr: s.Addr, Size: s.Size, Offset: s.Offset, Held: held,
			Exec: s.Flags&debugelf.SHF_EXECINSTR != 0, Write: s.Flags&debugelf.SHF_WRITE != 0})
	}
	return out
}

func (v view) Slots() []object.Slot {
	var out []object.Slot
	add := func(list []Slot, when object.When) {
		for _, s := range list {
			o := object.Slot{Array: string(s.Array), Index: s.Index, Addr: s.Addr, Target: s.Target, When: when}
			if s.Array == InitFunction || s.Array == FiniFunction {
				o.Index = -1
			}
			if s.Symbol != nil && s.Symbol.Undefined() {
				o.Import = v.imported(s.Symbol)
			}
			out = append(out, o)
		}
	}
	add(v.Load(), object.AtLoad)
	add(v.Unload(), object.AtUnload)
	return out
}

func (v view) Exports() []object.Export {
	var out []object.Export
	for i := range v.Symbols {
		if s := &v.Symbols[i]; s.Exported() {
			out = append(out, object.Export{Name: s.Name, Addr: s.Value, Data: !s.Function()})
		}
	}
	return out
}

func (v view) Needed() []string { return v.Dynamic.Needed }

func (v view) Pointee(addr uint64) (target uint64, imp *object.Import, ok bool) {
	r := v.RelocAt(addr)
	if r == nil || r.Kind == OtherReloc || r.Kind == ModuleReloc {
		return 0, nil, false
	}
	to, symbol := v.Relocated(r)
	if symbol != nil && symbol.Undefined() {
		return 0, v.imported(symbol), true
	}
	return to, nil, true
}

// imported is the import of an undefined symbol, the same one each time.
func (f *File) imported(s *Symbol) *object.Import {
	if imp := f.foreign[s]; imp != nil {
		return imp
	}
	if f.foreign == nil {
		f.foreign = map[*Symbol]*object.Import{}
	}
	imp := &object.Import{Name: s.Name, Library: s.Library, Weak: s.Weak(), Data: s.Type == debugelf.STT_OBJECT || s.Type == debugelf.STT_TLS}
	f.foreign[s] = imp
	return imp
}
