package pe

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// symbol is a COFF symbol of a section: only MinGW's linkers keep them.
type symbol struct {
	name string
	addr uint64
	code bool
}

// readSymbols reads the COFF symbol table.
func (f *File) readSymbols() []symbol {
	if f.coffRead {
		return f.coff
	}
	f.coffRead = true
	b, err := f.src.Part(f.symtab, 18*f.symbols)
	if f.symtab == 0 || err != nil {
		return nil
	}
	for i := uint64(0); 18*i+18 <= uint64(len(b)); i++ {
		e := b[18*i : 18*i+18]
		section, aux := int(int16(object.U16(e, 12))), uint64(e[17])
		i += aux
		if section < 1 || section > len(f.sections) || e[16] != 2 && e[16] != 3 { // external and static
			continue
		}
		var name string
		if object.U32(e, 0) == 0 {
			name = object.Text(f.strings, uint64(object.U32(e, 4)))
		} else {
			name = strings.TrimRight(string(e[:8]), "\x00")
		}
		s := &f.sections[section-1]
		const function = 0x20 // of the field Type
		sections := e[16] == 3 && aux > 0 && object.U32(e, 8) == 0 && object.U16(e, 14) != function
		if name == "" || name[0] == '.' || sections {
			continue
		}
		f.coff = append(f.coff, symbol{name, s.Addr + uint64(object.U32(e, 8)), s.Exec})
	}
	return f.coff
}

// Symbols calls yield with the name and address of each symbol of the file's own table.
func (f *File) Symbols(yield func(name string, addr uint64) bool) {
	for _, s := range f.readSymbols() {
		if !yield(s.name, s.addr) {
			return
		}
	}
}

// Stripped reports that functions have no names but those of exports. Microsoft's
// linker keeps all names outside of the file.
func (f *File) Stripped() bool { return len(f.readSymbols()) == 0 }

// Functions lists the functions by address: from unwind data, symbols, exports and
// slots.
func (f *File) Functions() []object.Func {
	f.find()
	return f.funcs.List()
}

// FunctionAt is the index of the function that holds addr, -1 if none is known.
func (f *File) FunctionAt(addr uint64) int {
	f.find()
	return f.funcs.At(addr)
}

func (f *File) find() {
	if f.funcs != nil {
		return
	}
	list := f.unwind()
	for _, s := range f.readSymbols() {
		if s.code && f.Code(s.addr) {
			list = append(list, object.Func{Start: s.addr, End: s.addr, Name: s.name})
		}
	}
	for _, e := range f.exports {
		if e.Addr != 0 && !e.Data {
			list = append(list, object.Func{Start: e.Addr, End: e.Addr, Name: e.Name})
		}
	}
	for _, s := range f.slots {
		if f.Code(s.Target) {
			list = append(list, object.Func{Start: s.Target, End: s.Target})
		}
	}
	f.funcs = object.NewFunctions(list, func(start uint64) uint64 {
		i := f.section(start)
		if i < 0 {
			return start
		}
		return f.sections[i].Addr + min(f.sections[i].Size, f.sections[i].Held)
	})
}

// unwind reads the functions of .pdata: all but those that call nothing and keep the
// stack as it is.
func (f *File) unwind() []object.Func {
	b := f.table(dirException)
	var out []object.Func
	switch f.machine {
	case object.X86_64:
		for i := uint64(0); i+12 <= uint64(len(b)); i += 12 {
			start, end, info := object.U32(b, i), object.U32(b, i+4), object.U32(b, i+8)
			// A chained entry is a part of the function before it.
			chained := false
			if head := f.Bytes(f.Base+uint64(info), 1); len(head) == 1 {
				chained = head[0]>>3&4 != 0
			}
			if start < end && !chained && f.Code(f.Base+uint64(start)) {
				out = append(out, object.Func{Start: f.Base + uint64(start), End: f.Base + uint64(end)})
			}
		}
	case object.AArch64:
		for i := uint64(0); i+8 <= uint64(len(b)); i += 8 {
			start, info := f.Base+uint64(object.U32(b, i)), object.U32(b, i+4)
			size := uint64(info>>2&0x7ff) * 4
			if info&3 == 0 { // a pointer to the whole record
				size = uint64(object.U32(f.Bytes(f.Base+uint64(info), 4), 0)&0x3ffff) * 4
			}
			if f.Code(start) {
				out = append(out, object.Func{Start: start, End: start + size})
			}
		}
	}
	return out
}

// readDebug reads what identifies the build and its debug information.
func (f *File) readDebug() error {
	b := f.table(dirDebug)
	for i := uint64(0); i+28 <= uint64(len(b)); i += 28 {
		if object.U32(b, i+12) != 2 { // CodeView
			continue
		}
		size, off := uint64(object.U32(b, i+16)), uint64(object.U32(b, i+24))
		record, err := f.src.Part(off, min(size, 24+object.MaxName))
		if err != nil || len(record) < 24 || string(record[:4]) != "RSDS" {
			continue
		}
		f.PDB = object.Text(record, 24)
		f.ID = guid(record[4:20]) + strconv.FormatUint(uint64(object.U32(record, 20)), 16)
	}
	return nil
}

// guid writes a build's signature as symbol servers do.
func guid(b []byte) string {
	c := slices.Clone(b)
	slices.Reverse(c[0:4])
	slices.Reverse(c[4:6])
	slices.Reverse(c[6:8])
	return strings.ToUpper(hex.EncodeToString(c))
}
