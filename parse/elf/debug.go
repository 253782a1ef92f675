package elf

import (
	"cmp"
	"debug/dwarf"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Frame is a place in the sources that an instruction comes from.
type Frame struct {
	Function string // demangled where the debug information has a linkage name
	File     string // as the compiler wrote it, joined with its folder
	Line     int    // 1-based
	Column   int    // 1-based, 0: unknown
}

// maxDebug is how much debug information is read, in bytes after decompression.
const maxDebug = maxDecompressed

// debugState is the debug information of a file, read when it is first asked for.
type debugState struct {
	data  *dwarf.Data
	units []unitRange
	lines map[dwarf.Offset][]dwarf.LineEntry
	line4 []byte // .debug_line
	info  []byte // .debug_info
	order binary.ByteOrder
}

// unitRange is a range of code of one compilation unit.
type unitRange struct {
	low, high uint64
	entry     *dwarf.Entry
}

// HasDebug reports whether there is debug information, in the file or beside it.
func (f *File) HasDebug() bool { return f.debugInfo().data != nil }

// Source tells where the instruction at pc comes from: the innermost inlined call
// first, the function itself last. It is empty without debug information.
func (f *File) Source(pc uint64) (frames []Frame) {
	defer func() { // debug/dwarf was not written for hostile input
		if recover() != nil {
			frames = nil
		}
	}()
	d := f.debugInfo()
	if d.data == nil {
		return nil
	}
	unit := d.unit(pc)
	if unit == nil {
		return nil
	}
	at, ok := d.line(unit, pc)
	if !ok {
		return nil
	}
	place := Frame{File: at.File.Name, Line: at.Line, Column: at.Column}
	files := d.files(unit)
	for _, e := range d.enclosing(unit, pc) { // outermost first
		name := d.name(e)
		if e.Tag == dwarf.TagInlinedSubroutine {
			call := Frame{Line: number(e, dwarf.AttrCallLine), Column: number(e, dwarf.AttrCallColumn)}
			if i := number(e, dwarf.AttrCallFile); i >= 0 && i < len(files) && files[i] != nil {
				call.File = files[i].Name
			}
			if len(frames) > 0 {
				call.Function = frames[0].Function
				frames[0] = call
			}
		}
		frames = append([]Frame{{Function: name}}, frames...)
	}
	if len(frames) == 0 {
		return []Frame{place}
	}
	place.Function = frames[0].Function
	frames[0] = place
	return frames
}

func number(e *dwarf.Entry, a dwarf.Attr) int {
	n, _ := e.Val(a).(int64)
	return int(n)
}

// debugInfo reads the debug information of the file, or of the file that its
// build id or debug link names.
func (f *File) debugInfo() *debugState {
	if f.debug == nil {
		f.debug = &debugState{lines: map[dwarf.Offset][]dwarf.LineEntry{}}
		f.debug.data = f.dwarf()
		if f.debug.data == nil {
			f.debug.data = f.separate()
		}
	}
	return f.debug
}

func (f *File) dwarf() (data *dwarf.Data) {
	defer func() {
		if p := recover(); p != nil {
			data = nil
			f.damaged("debug information: %v", p)
		}
	}()
	part := map[string][]byte{}
	var total uint64
	for i := range f.Sections {
		s := &f.Sections[i]
		name, ok := strings.CutPrefix(s.Name, ".debug_")
		if !ok || slices.Contains([]string{"pubnames", "pubtypes", "gnu_pubnames", "gnu_pubtypes", "aranges", "frame", "loc", "loclists", "macro"}, name) {
			continue
		}
		b, err := f.Decompressed(s)
		if total += uint64(len(b)); err == nil && total > maxDebug {
			err = fmt.Errorf("%w: debug information of more than %d bytes", ErrLimit, maxDebug)
		}
		if err != nil {
			f.damaged("debug information: %v", err)
			return nil
		}
		part[name] = b
	}
	if len(part["info"]) == 0 || len(part["abbrev"]) == 0 {
		return nil
	}
	if f.debug == nil {
		f.debug = &debugState{}
	}
	f.debug.line4, f.debug.info, f.debug.order = part["line"], part["info"], f.Order
	d, err := dwarf.New(part["abbrev"], nil, nil, part["info"], part["line"], nil, part["ranges"], part["str"])
	if err != nil {
		f.damaged("debug information: %v", err)
		return nil
	}
	for _, name := range []string{"addr", "line_str", "str_offsets", "rnglists"} {
		if b := part[name]; len(b) > 0 {
			if err := d.AddSection(".debug_"+name, b); err != nil {
				f.damaged("debug information: %v", err)
				return nil
			}
		}
	}
	return d
}

// separate opens the debug information that a distribution or `objcopy
// --only-keep-debug` put beside the library.
func (f *File) separate() *dwarf.Data {
	var places []string
	id := f.BuildID()
	if len(id) > 2 {
		places = append(places, "/usr/lib/debug/.build-id/"+id[:2]+"/"+id[2:]+".debug")
	}
	if s := f.Section(".gnu_debuglink"); s != nil && s.Size < 1<<12 && f.Path != "" {
		b, _ := f.Content(s)
		if name, _, ok := strings.Cut(string(b), "\x00"); ok && name != "" && filepath.Base(name) == name {
			dir := filepath.Dir(f.Path)
			places = append(places, filepath.Join(dir, name), filepath.Join(dir, ".debug", name), filepath.Join("/usr/lib/debug", dir, name))
		}
	}
	for _, p := range places {
		if _, err := os.Stat(p); err != nil || p == f.Path {
			continue
		}
		other, err := Open(p)
		if err != nil {
			continue
		}
		same := id == "" || other.BuildID() == id
		var d *dwarf.Data
		if same {
			if d = other.dwarf(); d != nil {
				f.debug.line4, f.debug.info, f.debug.order = other.debug.line4, other.debug.info, other.Order
			}
		}
		other.Close()
		if d != nil {
			return d
		}
	}
	return nil
}

// unit finds the compilation unit of an address.
func (d *debugState) unit(pc uint64) *dwarf.Entry {
	if d.units == nil {
		d.units = []unitRange{}
		r := d.data.Reader()
		for _, at := range d.unitOffsets() {
			r.Seek(at)
			e, err := r.Next()
			if e == nil || err != nil || e.Tag != dwarf.TagCompileUnit {
				continue // a type unit, or damaged
			}
			ranges, err := d.data.Ranges(e)
			for _, lh := range ranges {
				// Code that the linker dropped has ranges from 0.
				if err == nil && lh[0] != 0 && lh[0] < lh[1] {
					d.units = append(d.units, unitRange{lh[0], lh[1], e})
				}
			}
		}
		slices.SortFunc(d.units, func(a, b unitRange) int { return cmp.Compare(a.low, b.low) })
	}
	i, ok := slices.BinarySearchFunc(d.units, pc, func(u unitRange, a uint64) int { return cmp.Compare(u.low, a) })
	if !ok {
		i--
	}
	if i < 0 || pc >= d.units[i].high {
		return nil
	}
	return d.units[i].entry
}

// line finds the entry of the line table that covers pc.
func (d *debugState) line(unit *dwarf.Entry, pc uint64) (dwarf.LineEntry, bool) {
	table, ok := d.lines[unit.Offset]
	if !ok {
		const most = 4 << 20 // rows of one unit
		if lr, err := d.reader(unit); err == nil && lr != nil {
			var e dwarf.LineEntry
			for len(table) < most && lr.Next(&e) == nil {
				table = append(table, e)
			}
		}
		slices.SortStableFunc(table, func(a, b dwarf.LineEntry) int { return cmp.Compare(a.Address, b.Address) })
		d.lines[unit.Offset] = table
	}
	i, _ := slices.BinarySearchFunc(table, pc+1, func(e dwarf.LineEntry, a uint64) int { return cmp.Compare(e.Address, a) })
	if i == 0 || table[i-1].EndSequence || table[i-1].File == nil {
		return dwarf.LineEntry{}, false
	}
	return table[i-1], true
}

// reader opens the line table of a unit, nil where it has none to be believed.
func (d *debugState) reader(unit *dwarf.Entry) (*dwarf.LineReader, error) {
	if !d.sane(unit) {
		return nil, nil
	}
	return d.data.LineReader(unit)
}

func (d *debugState) files(unit *dwarf.Entry) []*dwarf.LineFile {
	lr, err := d.reader(unit)
	if err != nil || lr == nil {
		return nil
	}
	return lr.Files()
}

// enclosing lists the function that holds pc and the inlined calls inside it
// that do, outermost first.
func (d *debugState) enclosing(unit *dwarf.Entry, pc uint64) []*dwarf.Entry {
	var out []*dwarf.Entry
	r := d.data.Reader()
	r.Seek(unit.Offset)
	if _, err := r.Next(); err != nil {
		return nil
	}
	for depth := 1; depth > 0; { // of open entries; inside the function counted anew
		e, err := r.Next()
		if e == nil || err != nil {
			return out
		}
		if e.Tag == 0 {
			depth--
			continue
		}
		enter := false
		switch e.Tag {
		case dwarf.TagSubprogram, dwarf.TagInlinedSubroutine, dwarf.TagLexDwarfBlock:
			if enter = d.covers(e, pc); enter {
				depth = 0 // nothing behind this entry can hold pc
				if e.Tag != dwarf.TagLexDwarfBlock {
					out = append(out, e)
				}
			}
		case dwarf.TagNamespace, dwarf.TagStructType, dwarf.TagEnumerationType, dwarf.TagUnionType, dwarf.TagClassType:
			enter = len(out) == 0
		}
		switch {
		case enter && e.Children:
			depth++
		case e.Children:
			skipChildren(r, e)
		}
	}
	return out
}

// skipChildren does what the reader's own method does, but never goes back: a
// sibling before its entry would make it go round for ever.
func skipChildren(r *dwarf.Reader, e *dwarf.Entry) {
	for depth := 1; depth > 0; {
		if to, ok := e.Val(dwarf.AttrSibling).(dwarf.Offset); ok && e.Children && to > e.Offset {
			r.Seek(to)
			depth--
		}
		if depth == 0 {
			return
		}
		next, err := r.Next()
		if next == nil || err != nil {
			return
		}
		if e = next; e.Tag == 0 {
			depth--
		} else if e.Children {
			depth++
		}
	}
}

// unitOffsets lists the first entries of the units, by the lengths in their
// headers.
func (d *debugState) unitOffsets() []dwarf.Offset {
	var out []dwarf.Offset
	for at := uint64(0); at+12 < uint64(len(d.info)); {
		b := d.info[at:]
		length, head := uint64(d.order.Uint32(b)), uint64(4)
		wide := uint64(4)
		if length == 0xffffffff {
			length, head, wide = d.order.Uint64(b[4:]), 12, 8
		}
		if length > uint64(len(b))-head {
			break
		}
		version := d.order.Uint16(b[head:])
		first := head + 2 + wide + 1 // abbreviations, address size
		if version >= 5 {
			first++ // kind of unit
		}
		out = append(out, dwarf.Offset(at+first))
		at += head + max(length, 1)
	}
	return out
}

func (d *debugState) covers(e *dwarf.Entry, pc uint64) bool {
	ranges, err := d.data.Ranges(e)
	if err != nil {
		return false
	}
	for _, lh := range ranges {
		if pc >= lh[0] && pc < lh[1] {
			return true
		}
	}
	return false
}

// name is the name of the function that an entry is, or is a copy of.
func (d *debugState) name(e *dwarf.Entry) string {
	for range 4 { // origin, then specification
		if s, ok := e.Val(dwarf.AttrLinkageName).(string); ok {
			return RustPath(Demangle(s))
		}
		next, ok := e.Val(dwarf.AttrAbstractOrigin).(dwarf.Offset)
		if !ok {
			next, ok = e.Val(dwarf.AttrSpecification).(dwarf.Offset)
		}
		if !ok {
			break
		}
		r := d.data.Reader()
		r.Seek(next)
		origin, err := r.Next()
		if err != nil || origin == nil {
			break
		}
		e = origin
	}
	s, _ := e.Val(dwarf.AttrName).(string)
	return s
}
