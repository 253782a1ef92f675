package elf

import (
	debugelf "debug/elf"
	"strings"
)

// MachineName is the processor, in the words of target triples.
func (f *File) MachineName() string {
	names := map[debugelf.Machine]string{
		debugelf.EM_X86_64: "x86_64", debugelf.EM_AARCH64: "aarch64", debugelf.EM_386: "i686", debugelf.EM_ARM: "arm",
		debugelf.EM_RISCV: "riscv", debugelf.EM_PPC64: "powerpc64", debugelf.EM_PPC: "powerpc", debugelf.EM_S390: "s390x",
		debugelf.EM_LOONGARCH: "loongarch", debugelf.EM_MIPS: "mips",
	}
	if n, ok := names[f.Machine]; ok {
		return n
	}
	return strings.ToLower(strings.TrimPrefix(f.Machine.String(), "EM_"))
}

// LittleEndian reports the byte order.
func (f *File) LittleEndian() bool { return f.Order.Uint16([]byte{1, 0}) == 1 }

// Form is what kind of ELF file this is: "library", "program", "object", "core",
// or "debug information" for what objcopy --only-keep-debug leaves.
func (f *File) Form() string {
	switch f.Type {
	case debugelf.ET_DYN:
		if !f.Dynamic.Present {
			if s := f.Section(".dynamic"); s != nil && s.Type == debugelf.SHT_NOBITS {
				return "debug information"
			}
		}
		const pie = 0x08000000 // DF_1_PIE
		if f.Dynamic.Flags1&pie != 0 || f.interpreted() && f.Dynamic.SoName == "" && f.Entry != 0 {
			return "program"
		}
		return "library"
	case debugelf.ET_EXEC:
		return "program"
	case debugelf.ET_REL:
		return "object"
	case debugelf.ET_CORE:
		return "core"
	}
	return "file"
}

func (f *File) interpreted() bool {
	for _, p := range f.Segments {
		if p.Type == debugelf.PT_INTERP {
			return true
		}
	}
	return false
}

// Hardening is what the linker was asked to protect.
type Hardening struct {
	Relro           string // "full", "partial" or "none"
	BindNow         bool
	ExecutableStack bool
	TextRelocations bool
	WritableCode    bool // a segment that is both
}

// Hardening reads the flags.
func (f *File) Hardening() Hardening {
	h := Hardening{Relro: "none", BindNow: f.Dynamic.BindNow(), TextRelocations: f.Dynamic.TextRel, ExecutableStack: f.Machine == debugelf.EM_386 || f.Machine == debugelf.EM_X86_64}
	for _, p := range f.Segments {
		switch p.Type {
		case debugelf.PT_GNU_RELRO:
			h.Relro = "partial"
			if h.BindNow {
				h.Relro = "full"
			}
		case debugelf.PT_GNU_STACK:
			h.ExecutableStack = p.Flags&debugelf.PF_X != 0
		case debugelf.PT_LOAD:
			h.WritableCode = h.WritableCode || p.Flags&debugelf.PF_X != 0 && p.Flags&debugelf.PF_W != 0
		}
	}
	return h
}

// FlagNames lists DT_FLAGS and DT_FLAGS_1, without their prefixes.
func (f *File) FlagNames() []string {
	out := []string{}
	for _, n := range strings.Split(f.Dynamic.Flags.String(), "+") {
		if f.Dynamic.Flags != 0 {
			out = append(out, strings.TrimPrefix(n, "DF_"))
		}
	}
	for _, n := range strings.Split(f.Dynamic.Flags1.String(), "+") {
		if f.Dynamic.Flags1 != 0 {
			out = append(out, strings.TrimPrefix(n, "DF_"))
		}
	}
	return out
}

// ThreadLocals lists the symbols of thread-local storage, by size and name; none
// in a stripped file but for the exported ones.
func (f *File) ThreadLocals() []Symbol {
	var out []Symbol
	seen := map[string]bool{}
	for _, table := range [][]Symbol{f.Local(), f.Symbols} {
		for _, s := range table {
			if s.Type == debugelf.STT_TLS && s.Section != debugelf.SHN_UNDEF && s.Size > 0 && !seen[s.Name] { // AArch64 marks data with empty symbols
				seen[s.Name] = true
				out = append(out, s)
			}
		}
	}
	return out
}
