package artifact

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Location is a core::panic::Location constant that code refers to: the place of
// an unwrap, assert!, index or panic! as the compiler wrote it. It survives
// stripping.
type Location struct {
	File   string
	Line   int // 1-based
	Column int // 1-based
	Func   int // the function that refers to it
	Site   uint64
}

// Locations lists the places that functions refer to.
func (l *Library) Locations(fns []int) []Location {
	var out []Location
	if l.Graph == nil {
		return nil
	}
	for _, fn := range fns {
		for _, ref := range l.Graph.Refs(fn) {
			if at, ok := l.location(ref.Addr); ok {
				at.Func, at.Site = fn, ref.Site
				out = append(out, at)
			}
		}
	}
	slices.SortFunc(out, func(a, b Location) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Site, b.Site))
	})
	return out
}

// Witnesses lists the places in the library's own sources where what a root
// reaches may panic: those of std and of the compiler are left out.
func (l *Library) Witnesses(root *Root) []Location {
	if l.Graph == nil || root.Func < 0 {
		return nil
	}
	var out []Location
	for _, at := range l.Locations(l.reach([]int{root.Func}).Order) {
		if !OfToolchain(at.File) && (len(out) == 0 || !same(out[len(out)-1], at)) {
			out = append(out, at)
		}
	}
	return out
}

// OfToolchain reports a source file of std, or of the crates that it is built with.
func OfToolchain(file string) bool {
	return strings.HasPrefix(file, "/rustc/") || strings.HasPrefix(file, "/rust/deps/") || strings.HasPrefix(file, "library/")
}

func same(a, b Location) bool { return a.File == b.File && a.Line == b.Line && a.Column == b.Column }

// location reads the constant at addr: a pointer and the length of the file's
// name, line and column.
func (l *Library) location(addr uint64) (Location, bool) {
	const maxPath, maxLine, maxColumn = 4096, 1 << 24, 1 << 16
	f := l.File
	if !f.Wide || f.RelocAt(addr) == nil || f.RelocAt(addr+8) != nil {
		return Location{}, false
	}
	b := f.Bytes(addr, 24)
	if len(b) < 24 {
		return Location{}, false
	}
	name, symbol := f.Pointer(addr)
	size := f.Order.Uint64(b[8:])
	line, column := f.Order.Uint32(b[16:]), f.Order.Uint32(b[20:])
	if symbol != nil || size == 0 || size > maxPath || line == 0 || line > maxLine || column == 0 || column > maxColumn {
		return Location{}, false
	}
	path := f.Bytes(name, size)
	if uint64(len(path)) < size || !utf8.Valid(path) || !strings.HasSuffix(string(path), ".rs") {
		return Location{}, false
	}
	return Location{File: string(path), Line: int(line), Column: int(column)}, true
}
