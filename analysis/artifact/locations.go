package artifact

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Location is a core::panic::Location constant: the place of an unwrap, assert!,
// index or panic!. Neither optimising nor stripping takes it away while the panic is
// there; -Zlocation-detail and std built to abort at once do.
type Location struct {
	// File is as the compiler wrote it: relative to the folder that Cargo ran it in
	// for path dependencies, which is the workspace's root, absolute for others.
	File   string
	Line   int // 1-based
	Column int // 1-based, in characters
	Addr   uint64
}

const sizeOfLocation = 24 // bytes: pointer and length of the name, line, column

// LocationUse is an instruction that refers to a Location.
type LocationUse struct {
	Location
	Func int // the function of the graph that holds it
	Site uint64
}

// Locations lists all constants of the file that have the form of a Location, by
// place. No code is read. What is not listed is in no code of the file.
func (l *Library) Locations() []Location {
	if l.locations == nil {
		l.locations = []Location{}
		words := l.pointers()
		for i, addr := range words {
			if i+1 < len(words) && words[i+1]-addr < sizeOfLocation {
				continue // another pointer follows
			}
			if at, ok := l.location(addr); ok {
				l.locations = append(l.locations, at)
			}
		}
		slices.SortFunc(l.locations, Location.compare)
	}
	return l.locations
}

// LocationUses lists the places that functions refer to, by place.
func (l *Library) LocationUses(fns []int) []LocationUse {
	var out []LocationUse
	if l.Graph == nil {
		return nil
	}
	for _, fn := range fns {
		for _, ref := range l.Graph.Refs(fn) {
			if at, ok := l.location(ref.Addr); ok {
				out = append(out, LocationUse{at, fn, ref.Site})
			}
		}
	}
	slices.SortFunc(out, func(a, b LocationUse) int { return cmp.Or(a.compare(b.Location), cmp.Compare(a.Site, b.Site)) })
	return out
}

// Witnesses lists the places in the library's own sources where what a root
// reaches may panic, one use of each: those of std and of the compiler are left out.
func (l *Library) Witnesses(root *Root) []LocationUse {
	if l.Graph == nil || root.Func < 0 {
		return nil
	}
	uses := l.LocationUses(l.reach([]int{root.Func}).Order)
	uses = slices.DeleteFunc(uses, func(u LocationUse) bool { return OfToolchain(u.File) })
	return slices.CompactFunc(uses, func(a, b LocationUse) bool { return a.comparePlace(b.Location) == 0 })
}

func (a Location) comparePlace(b Location) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

func (a Location) compare(b Location) int {
	return cmp.Or(a.comparePlace(b), cmp.Compare(a.Addr, b.Addr))
}

// OfToolchain reports a source file of std, or of the crates that it is built with.
func OfToolchain(file string) bool {
	file = strings.ReplaceAll(file, `\`, "/")
	return strings.HasPrefix(file, "/rustc/") || strings.HasPrefix(file, "/rust/deps/") || strings.HasPrefix(file, "library/")
}

// location reads the constant at addr: a pointer and the length of the file's
// name, line and column.
func (l *Library) location(addr uint64) (Location, bool) {
	const maxPath, maxLine, maxColumn = 4096, 1 << 24, 1 << 16
	if l.word() != 8 || !l.filled(addr) || l.filled(addr+8) || l.filled(addr+16) {
		return Location{}, false
	}
	b := l.Image.Bytes(addr, sizeOfLocation)
	if len(b) < sizeOfLocation {
		return Location{}, false
	}
	name, _ := l.pointer(addr)
	order := l.order()
	size := order.Uint64(b[8:])
	line, column := order.Uint32(b[16:]), order.Uint32(b[20:])
	if name == 0 || size == 0 || size > maxPath || line == 0 || line > maxLine || column == 0 || column > maxColumn {
		return Location{}, false
	}
	path := l.Image.Bytes(name, size)
	if uint64(len(path)) < size || !utf8.Valid(path) || !strings.HasSuffix(string(path), ".rs") {
		return Location{}, false
	}
	return Location{string(path), int(line), int(column), addr}, true
}
