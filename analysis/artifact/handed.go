package artifact

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// Many plugin interfaces export no function but an object that holds some: the
// host takes `clap_entry` and calls what its fields point to, or follows a
// descriptor to another one. What can be reached so is called as exports are.

const (
	maxObject  = 1 << 16 // bytes of one exported object that are looked through
	maxObjects = 4096    // objects followed from all of them
	maxUnnamed = 512     // bytes of an object whose end nothing tells
)

// handed lists the functions that exported data point to, by the exported object.
func (l *Library) handed() []*Root {
	w := newHanding(l)
	for i := range l.File.Symbols {
		s := &l.File.Symbols[i]
		if s.Exported() && s.Object() {
			w.object(s.Value, min(s.Size, maxObject), s.Name)
		}
	}
	return w.out
}

// Tables lists the functions in data whose address code takes that Exports and slots
// reach: a host that is given a module definition, or a plugin that registers a table,
// has them called. Functions that this code refers to directly are left out, the chains
// to them are known. The list is made once.
func (l *Library) Tables() []*Root {
	if l.tables == nil && l.Graph != nil {
		l.tables = l.findTables()
	}
	return l.tables
}

func (l *Library) findTables() []*Root {
	w := newHanding(l)
	done := map[int]bool{}
	roots := funcs(slices.Concat(Own(l.Load), l.Exports, l.Handed))
	for len(roots) > 0 {
		reached := l.reach(roots).Order
		for _, fn := range reached {
			w.functions[fn] = true
		}
		before := len(w.out)
		for _, fn := range reached {
			if done[fn] || l.cut(fn) {
				continue
			}
			done[fn] = true
			for _, ref := range l.Graph.Refs(fn) {
				w.object(ref.Addr, w.size(ref.Addr), l.Name(fn))
			}
		}
		roots = funcs(w.out[before:])
	}
	return slices.Clip(w.out)
}

// handing is a walk through data.
type handing struct {
	lib       *Library
	starts    []uint64 // what the file's own pointers point to, sorted; nil until asked for
	objects   map[uint64]bool
	functions map[int]bool
	out       []*Root
}

// object follows the pointers in size bytes at addr.
func (w *handing) object(addr, size uint64, exported string) {
	if w.objects[addr] || len(w.objects) >= maxObjects {
		return
	}
	w.objects[addr] = true
	f := w.lib.File
	word := f.PointerSize()
	for at := (addr + word - 1) / word * word; at+word <= addr+size; at += word {
		if f.RelocAt(at) == nil || w.lib.linkers(at) {
			continue
		}
		to, symbol := f.Pointer(at)
		switch {
		case symbol != nil && symbol.Undefined() || to == 0:
		case f.Code(to):
			w.function(to, exported)
		default:
			w.object(to, w.size(to), exported)
		}
	}
}

// linkers reports a word of the global offset table: it holds what code refers to, one
// thing beside another, and is no object of the program.
func (l *Library) linkers(addr uint64) bool {
	for i := range l.File.Sections {
		s := &l.File.Sections[i]
		if strings.HasPrefix(s.Name, ".got") && addr >= s.Addr && addr-s.Addr < s.Size {
			return true
		}
	}
	return false
}

func newHanding(l *Library) *handing {
	return &handing{lib: l, objects: map[uint64]bool{}, functions: map[int]bool{}}
}

func (w *handing) function(addr uint64, exported string) {
	i := w.lib.function(addr)
	if i < 0 || w.functions[i] || w.lib.Graph != nil && w.lib.cut(i) {
		return
	}
	w.functions[i] = true
	w.out = append(w.out, &Root{Moment: AtCall, Addr: addr, Func: i, Symbol: w.lib.File.Functions()[i].Name, Through: exported})
}

// size is how many bytes belong to the object at addr: as its symbol says, or
// where it has none, up to the next place that something points to.
func (w *handing) size(addr uint64) uint64 {
	if end := w.lib.File.ObjectEnd(addr); end > addr {
		return min(end-addr, maxObject)
	}
	if w.starts == nil {
		w.measure()
	}
	i, _ := slices.BinarySearch(w.starts, addr+1)
	if i == len(w.starts) {
		return maxUnnamed
	}
	return min(w.starts[i]-addr, maxUnnamed)
}

// measure notes where objects start.
func (w *handing) measure() {
	w.starts = []uint64{}
	for _, r := range w.lib.File.Relocs {
		if r.Kind == elf.RelativeReloc {
			w.starts = append(w.starts, uint64(r.Addend))
		}
	}
	slices.Sort(w.starts)
}
