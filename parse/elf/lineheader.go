package elf

import (
	"debug/dwarf"
	"encoding/binary"
)

// sane reports that the line table of a unit declares no more folders and files
// than it has bytes. debug/dwarf believes the counts: entries without a format
// take no bytes, and it appends them until memory ends.
func (d *debugState) sane(unit *dwarf.Entry) bool {
	at, ok := unit.Val(dwarf.AttrStmtList).(int64)
	if !ok || at < 0 || at > int64(len(d.line)) {
		return false
	}
	b := d.line[at:]
	wide := 4
	if len(b) >= 12 && d.order.Uint32(b) == 0xffffffff {
		wide, b = 8, b[8:]
	}
	if len(b) < wide+2 {
		return false
	}
	version := d.order.Uint16(b[wide:])
	b = b[wide+2:]
	if version < 5 {
		return true // lists that end with a zero byte
	}
	if len(b) < 2+wide+6 {
		return false
	}
	b = b[2+wide:]
	opcodes := int(b[5])
	if opcodes == 0 || len(b) < 6+opcodes-1 {
		return false
	}
	p := &leb{b: b[6+opcodes-1:]}
	folders := p.entries(wide, d.order)
	return folders && p.entries(wide, d.order) // then the files
}

// entries skips a table of folders or files.
func (p *leb) entries(wide int, order binary.ByteOrder) bool {
	n := int(p.next())
	forms := make([]uint64, 0, n)
	for range n {
		p.unsigned() // what it is
		forms = append(forms, p.unsigned())
	}
	count := p.unsigned()
	if p.bad || count > uint64(len(p.b)) || n == 0 && count > 0 {
		return false
	}
	for range count {
		for _, form := range forms {
			if !p.skip(form, wide) {
				return false
			}
		}
	}
	return !p.bad
}

// skip passes a value of the forms that line tables use.
func (p *leb) skip(form uint64, wide int) bool {
	size := map[uint64]int{0x0b: 1, 0x05: 2, 0x06: 4, 0x07: 8, 0x1e: 16, 0x1f: wide, 0x0e: wide, 0x17: wide, 0x25: 1, 0x26: 2, 0x28: 4}
	n, fixed := size[form]
	switch {
	case fixed:
	case form == 0x08: // a string
		for p.next() != 0 {
			if p.bad {
				return false
			}
		}
		return true
	case form == 0x0f || form == 0x1a: // udata, strx
		p.unsigned()
		return !p.bad
	case form == 0x09: // a block
		n = int(min(p.unsigned(), uint64(len(p.b)+1)))
	default:
		return false
	}
	if n > len(p.b) {
		return false
	}
	p.b = p.b[n:]
	return true
}
