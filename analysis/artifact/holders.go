package artifact

import "github.com/cdylib-ls/cdylib-ls/parse/elf"

// static is one that the file names and that lies in a table of slots.
type static struct {
	addr, end uint64
	path      string
}

// holder is the static that the slot at addr lies in, by its path, with its address. ELF
// files name them as long as they are not stripped; "" where none is named.
func (l *Library) holder(addr uint64) (path string, at uint64) {
	if l.File == nil || addr == 0 {
		return "", 0
	}
	if l.statics == nil {
		l.statics = l.slotStatics()
	}
	for _, s := range l.statics {
		if s.addr <= addr && addr < s.end {
			return s.path, s.addr
		}
	}
	return "", 0
}

// slotStatics lists what is named in the tables of slots, never nil.
func (l *Library) slotStatics() []static {
	out := []static{}
	for _, list := range [][]elf.Symbol{l.File.Local(), l.File.Symbols} {
		for i := range list {
			s := &list[i]
			if !s.Object() || s.Size == 0 || int(s.Section) >= len(l.File.Sections) {
				continue
			}
			if l.File.Sections[s.Section].HoldsSlots() {
				out = append(out, static{s.Value, s.Value + s.Size, elf.RustPath(elf.Demangle(s.Name))})
			}
		}
	}
	return out
}
