package elf

import (
	"cmp"
	"debug/dwarf"
	"iter"
	"path/filepath"
	"slices"
)

// maxPlaces bounds what is kept of the debug information of one file: rows of line
// tables, functions, inlined calls and their ranges. A unit of a hostile file may
// name the tables of another one again and again.
const maxPlaces = 16 << 20

// Place is a place in the sources, the zero Place an unknown one.
type Place struct {
	File   string // absolute unless the compiler was told to write something else
	Line   int32  // 1-based
	Column int32  // 1-based, 0: unknown
}

// Unit is one compilation unit: its functions, what was inlined into them, and the
// lines of their instructions. It must not be changed.
type Unit struct {
	// Spans are the functions, each with what is inlined into it behind it. Where the
	// compiler left lines only, functions with nothing inlined have none.
	Spans []Span
	// Ranges are the addresses of its code: start and end, never empty.
	Ranges [][2]uint64

	entry    *dwarf.Entry
	end      dwarf.Offset
	files    []string // by index, "" for none; nil until read
	rows     []row    // by address; nil until read
	segments []segment
}

// Span is the code of a function, or of a copy of one that was inlined.
type Span struct {
	Ranges [][2]uint64 // start and end, never empty
	Parent int         // index of the span that it is inlined into, which is lower; -1 for a function
	Call   Place       // where it was called, for an inlined one
	Decl   Place       // where it is written; Column is unknown
	symbol string
}

// Name is the function's path, from its linkage name where there is one.
func (s *Span) Name() string { return RustPath(Demangle(s.symbol)) }

// row is one row of a line table: what follows addr comes from place.
type row struct {
	addr  uint64
	place Place
}

// segment is code behind start that belongs to a span and to none inside it.
type segment struct {
	start uint64
	span  int // -1: to none
}

// unitRange is a range of code of one compilation unit.
type unitRange struct {
	low, high uint64
	unit      *Unit
}

// Lines lists the places that the line table gives code to, in the order of the
// addresses and as often as they stand there.
func (u *Unit) Lines() iter.Seq[Place] {
	return func(yield func(Place) bool) {
		for i := range u.rows {
			if at := u.rows[i].place; at.File != "" && !yield(at) {
				return
			}
		}
	}
}

// Spot is one of the places that an instruction belongs to.
type Spot struct {
	Place
	Span int // index of the function, or of the copy of one, that stands there; -1: unknown
}

// Stack lists the places that the instruction at pc belongs to: its own line first,
// then the line that each copy around it was inlined at. It is empty for code of
// another unit.
func (u *Unit) Stack(pc uint64) []Spot {
	i, _ := slices.BinarySearchFunc(u.segments, pc+1, func(s segment, a uint64) int { return cmp.Compare(s.start, a) })
	span := -1
	if i > 0 {
		span = u.segments[i-1].span
	}
	at := u.placeAt(pc)
	if span < 0 && at.File == "" {
		return nil
	}
	out := []Spot{{at, span}}
	const deepest = 256 // met: about 40
	for span >= 0 && u.Spans[span].Parent >= 0 && len(out) < deepest {
		out = append(out, Spot{u.Spans[span].Call, u.Spans[span].Parent})
		span = u.Spans[span].Parent
	}
	return out
}

// Frames is the Stack with the names of the functions, "" for one that is unknown.
func (u *Unit) Frames(pc uint64) []Frame {
	var out []Frame
	for _, s := range u.Stack(pc) {
		f := Frame{File: s.File, Line: int(s.Line), Column: int(s.Column)}
		if s.Span >= 0 {
			f.Function = u.Spans[s.Span].Name()
		}
		out = append(out, f)
	}
	return out
}

// placeAt is the row of the line table that covers pc.
func (u *Unit) placeAt(pc uint64) Place {
	i, _ := slices.BinarySearchFunc(u.rows, pc+1, func(r row, a uint64) int { return cmp.Compare(r.addr, a) })
	if i == 0 {
		return Place{}
	}
	return u.rows[i-1].place
}

// listed are the units of the file.
func (d *debugState) listed() []*Unit {
	if d.units != nil {
		return d.units
	}
	d.units = []*Unit{}
	r := d.data.Reader()
	for _, at := range d.unitOffsets() {
		if n := len(d.units); n > 0 && d.units[n-1].end == 0 {
			d.units[n-1].end = at
		}
		r.Seek(at)
		if e, err := r.Next(); err == nil && e != nil && e.Tag == dwarf.TagCompileUnit { // else a type unit, or damaged
			d.units = append(d.units, &Unit{entry: e})
		}
	}
	if n := len(d.units); n > 0 && d.units[n-1].end == 0 {
		d.units[n-1].end = dwarf.Offset(len(d.info))
	}
	return d.units
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

// unitAt finds the compilation unit of an address.
func (d *debugState) unitAt(pc uint64) *Unit {
	if d.ranges == nil {
		d.ranges = []unitRange{}
		for _, u := range d.listed() {
			for _, r := range d.rangesOf(u.entry) {
				d.ranges = append(d.ranges, unitRange{r[0], r[1], u})
			}
		}
		slices.SortFunc(d.ranges, func(a, b unitRange) int { return cmp.Compare(a.low, b.low) })
	}
	i, ok := slices.BinarySearchFunc(d.ranges, pc, func(u unitRange, a uint64) int { return cmp.Compare(u.low, a) })
	if !ok {
		i--
	}
	if i < 0 || pc >= d.ranges[i].high {
		return nil
	}
	return d.ranges[i].unit
}

// unitsOf finds the compilation units with code of a source file.
func (d *debugState) unitsOf(path string) []*Unit {
	if d.byFile == nil {
		d.byFile = map[string][]*Unit{}
		for _, u := range d.listed() {
			for _, name := range d.names(u) {
				if list := d.byFile[name]; len(list) == 0 || list[len(list)-1] != u {
					d.byFile[name] = append(list, u)
				}
			}
		}
	}
	return d.byFile[path]
}

// unitOf finds the compilation unit of an entry.
func (d *debugState) unitOf(at dwarf.Offset) *Unit {
	i, ok := slices.BinarySearchFunc(d.listed(), at, func(u *Unit, a dwarf.Offset) int { return cmp.Compare(u.entry.Offset, a) })
	if !ok {
		i--
	}
	if i < 0 || at >= d.units[i].end {
		return nil
	}
	return d.units[i]
}

// rangesOf is the code of an entry. Code that the linker dropped has ranges from 0.
func (d *debugState) rangesOf(e *dwarf.Entry) [][2]uint64 {
	if d.budget <= 0 {
		return nil
	}
	ranges, err := d.data.Ranges(e)
	d.budget -= len(ranges)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(ranges, func(r [2]uint64) bool { return r[0] == 0 || r[0] >= r[1] })
}

// reader opens the line table of a unit, nil where it has none to be believed.
func (d *debugState) reader(u *Unit) *dwarf.LineReader {
	if !d.sane(u.entry) {
		return nil
	}
	lr, err := d.data.LineReader(u.entry)
	if err != nil {
		return nil
	}
	return lr
}

// names are the source files of a unit, by their index in its line table.
func (d *debugState) names(u *Unit) []string {
	if u.files != nil {
		return u.files
	}
	u.files = []string{}
	if lr := d.reader(u); lr != nil {
		for _, file := range lr.Files() {
			u.files = append(u.files, u.path(file))
		}
	}
	return u.files
}

// path is a file of the unit's line table. debug/dwarf joins it with the compiler's
// folder for DWARF 4 and not for 5.
func (u *Unit) path(file *dwarf.LineFile) string {
	switch {
	case file == nil || file.Name == "":
		return ""
	case filepath.IsAbs(file.Name):
		return filepath.Clean(file.Name)
	}
	dir, _ := u.entry.Val(dwarf.AttrCompDir).(string)
	return filepath.Join(dir, file.Name)
}

// read reads a unit in detail.
func (d *debugState) read(u *Unit) {
	if u.rows != nil {
		return
	}
	u.rows = []row{}
	u.Ranges = d.rangesOf(u.entry)
	d.readLines(u)
	d.readSpans(u)
	u.segments = flatten(u.Spans)
}

func (d *debugState) readLines(u *Unit) {
	lr := d.reader(u)
	if lr == nil {
		return
	}
	var e dwarf.LineEntry
	var last *dwarf.LineFile
	name := ""
	for ; d.budget > 0 && lr.Next(&e) == nil; d.budget-- {
		r := row{addr: e.Address}
		if !e.EndSequence {
			if e.File != last {
				last, name = e.File, u.path(e.File)
			}
			r.place = Place{name, int32(e.Line), int32(e.Column)}
		}
		u.rows = append(u.rows, r)
	}
	slices.SortStableFunc(u.rows, func(a, b row) int { return cmp.Compare(a.addr, b.addr) })
}
