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
	if l.File == nil {
		for _, e := range l.Image.Exports() {
			if e.Data && e.Name != "__dso_handle" && !strings.HasPrefix(e.Name, "_mh_") { // linkers' names of the file's header
				w.object(e.Addr, w.size(e.Addr), e.Name)
			}
		}
		return w.out
	}
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
	word := w.lib.word()
	for at := (addr + word - 1) / word * word; at+word <= addr+size; at += word {
		if !w.lib.filled(at) || w.lib.linkers(at) {
			continue
		}
		switch to, _ := w.lib.pointer(at); {
		case to == 0:
		case w.lib.Image.Code(to):
			w.function(to, exported)
		default:
			w.object(to, w.size(to), exported)
		}
	}
}

// linkers reports a word of the global offset table: it holds what code refers to, one
// thing beside another, and is no object of the program.
func (l *Library) linkers(addr uint64) bool {
	for _, s := range l.sections() {
		if (strings.HasPrefix(s.Name, ".got") || strings.HasSuffix(s.Name, ",__got")) && addr >= s.Addr && addr-s.Addr < s.Size {
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
	w.out = append(w.out, &Root{Moment: AtCall, Addr: addr, Func: i, Symbol: w.lib.Image.Functions()[i].Name, Through: exported})
}

// size is how many bytes belong to the object at addr: as its symbol says, or
// where it has none, up to the next place that something points to.
func (w *handing) size(addr uint64) uint64 {
	if end := w.lib.Image.ObjectEnd(addr); end > addr {
		return min(end-addr, maxObject)
	}
	if w.starts == nil {
		w.measure()
	}
	size := uint64(maxUnnamed)
	for _, s := range w.lib.sections() { // the next one holds something else
		if w.lib.File == nil && addr >= s.Addr && addr-s.Addr < s.Size {
			size = min(size, s.Addr+s.Size-addr)
		}
	}
	if i, _ := slices.BinarySearch(w.starts, addr+1); i < len(w.starts) {
		size = min(size, w.starts[i]-addr)
	}
	return size
}

// measure notes where objects start.
func (w *handing) measure() {
	w.starts = []uint64{}
	if w.lib.File == nil {
		for _, addr := range w.lib.pointers() {
			if to, _ := w.lib.pointer(addr); to != 0 {
				w.starts = append(w.starts, to)
			}
		}
		slices.Sort(w.starts)
		return
	}
	for _, r := range w.lib.File.Relocs {
		if r.Kind == elf.RelativeReloc {
			w.starts = append(w.starts, uint64(r.Addend))
		}
	}
	slices.Sort(w.starts)
}
