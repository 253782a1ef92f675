package artifact

import (
	"cmp"
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/code"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// LineCall is an instruction of a source line that leads out of its function, or
// takes the address of another.
type LineCall struct {
	Site   uint64
	Column int // of the call in the line, 0: unknown
	Func   int // the function of the graph that holds the instruction
	// Through are the functions that were inlined at the line and hold the
	// instruction, outermost first: none where the line itself has it.
	Through []string
	// Edge is where it leads, nil for a call through a pointer.
	Edge *code.Edge
}

// Copy is the code that a source function became: a function of the graph, or a
// part of one that it was inlined into.
type Copy struct {
	Name string // the path of the source function, its instance's type left out
	Decl elf.Place
	Call elf.Place // where it was inlined, the zero Place for a function of its own
	Addr uint64
	Func int // the function of the graph that holds it, -1 where none is known
}

// Inlined reports a copy inside another function.
func (c *Copy) Inlined() bool { return c.Call != (elf.Place{}) }

// sources is the debug information by source line, of the files asked for.
type sources struct {
	indexed map[*elf.Unit]bool
	code    map[line]bool
	calls   map[line][]call
	inlined map[line][]copied // by the line of the call
	written map[line][]copied // by the line of the declaration
	budget  int               // instructions that may still be looked at
}

// maxSites bounds how many instructions are looked at for an index: functions of a
// hostile file lie over each other.
const maxSites = 16 << 20

type line struct {
	file string
	line int32
}

func lineOf(p elf.Place) line { return line{p.File, p.Line} }

// call is a LineCall before anything is demangled.
type call struct {
	site  uint64
	fn    int
	edge  *code.Edge
	unit  *elf.Unit
	stack []elf.Spot // of site
	at    int        // the line's place in the stack
}

type copied struct {
	unit *elf.Unit
	span int
}

// Described reports that the debug information tells which code comes from a source
// file. Where it does, what it does not list for a line is not there.
func (l *Library) Described(file string) bool {
	_, units := l.unitsOf(file)
	return len(units) > 0
}

// HasCode reports that instructions come from a line, be it that something was
// inlined there.
func (l *Library) HasCode(file string, number int) bool {
	s, at := l.source(file, number)
	return s.code[at] || len(s.inlined[at]) > 0
}

// CallsAt lists the calls of a source line, by address: in every copy of its
// function, and those of what was inlined there. The path is absolute; the debug
// information is read when it is first asked for, and indexed by file.
func (l *Library) CallsAt(file string, number int) []LineCall {
	s, at := l.source(file, number)
	var out []LineCall
	for _, c := range s.calls[at] {
		lc := LineCall{Site: c.site, Column: int(c.stack[c.at].Column), Func: c.fn, Edge: c.edge}
		for i := c.at - 1; i >= 0; i-- {
			lc.Through = append(lc.Through, c.unit.Spans[c.stack[i].Span].Name())
		}
		out = append(out, lc)
	}
	slices.SortStableFunc(out, func(a, b LineCall) int { return cmp.Compare(a.Site, b.Site) })
	return out
}

// InlinedAt lists the copies of functions that were inlined at a source line.
func (l *Library) InlinedAt(file string, number int) []Copy {
	s, at := l.source(file, number)
	return l.copies(s.inlined[at])
}

// FunctionsAt lists the copies of the function that is declared at a source line,
// which is that of `fn` or its visibility, or of a closure's first bar. A generic
// function has a copy of its own for each instance.
func (l *Library) FunctionsAt(file string, number int) []Copy {
	s, at := l.source(file, number)
	return l.copies(s.written[at])
}

func (l *Library) copies(list []copied) []Copy {
	var out []Copy
	for _, c := range list {
		s := &c.unit.Spans[c.span]
		addr := s.Ranges[0][0]
		out = append(out, Copy{s.Name(), s.Decl, s.Call, addr, l.function(addr)})
	}
	slices.SortStableFunc(out, func(a, b Copy) int { return cmp.Compare(a.Addr, b.Addr) })
	return out
}

// unitsOf finds the units of a file under the name that the compiler knew it by,
// which has no symbolic links.
func (l *Library) unitsOf(file string) (string, []*elf.Unit) {
	file = filepath.Clean(file)
	units := l.File.UnitsOf(file)
	if len(units) == 0 {
		if real, err := filepath.EvalSymlinks(file); err == nil && real != file {
			return real, l.File.UnitsOf(real)
		}
	}
	return file, units
}

// source indexes what has to do with a file.
func (l *Library) source(file string, number int) (*sources, line) {
	if l.sources == nil {
		l.sources = &sources{map[*elf.Unit]bool{}, map[line]bool{}, map[line][]call{}, map[line][]copied{}, map[line][]copied{}, maxSites}
	}
	name, units := l.unitsOf(file)
	for _, u := range units {
		if !l.sources.indexed[u] {
			l.sources.indexed[u] = true
			l.index(u)
		}
	}
	return l.sources, line{name, int32(number)}
}

func (l *Library) index(u *elf.Unit) {
	s := l.sources
	for at := range u.Lines() {
		s.code[lineOf(at)] = true
	}
	for i := range u.Spans {
		span := &u.Spans[i]
		if at := lineOf(span.Decl); at.file != "" {
			s.written[at] = append(s.written[at], copied{u, i})
		}
		if at := lineOf(span.Call); at.file != "" {
			s.inlined[at] = append(s.inlined[at], copied{u, i})
		}
	}
	if l.Graph != nil {
		for _, r := range u.Ranges {
			l.indexCalls(u, r[0], r[1])
		}
	}
}

// indexCalls notes the calls between two addresses.
func (l *Library) indexCalls(u *elf.Unit, low, high uint64) {
	note := func(fn int, site uint64, e *code.Edge) {
		if site < low || site >= high {
			return
		}
		stack := u.Stack(site)
		for i := range stack {
			at := lineOf(stack[i].Place)
			again := slices.ContainsFunc(stack[:i], func(s elf.Spot) bool { return lineOf(s.Place) == at })
			if at.file != "" && at.line > 0 && !again {
				l.sources.calls[at] = append(l.sources.calls[at], call{site, fn, e, u, stack, i})
			}
		}
	}
	s := l.sources
	first, _ := slices.BinarySearchFunc(l.Graph.Funcs, low+1, func(f elf.Func, a uint64) int { return cmp.Compare(f.End, a) })
	for fn := first; fn < len(l.Graph.Funcs) && l.Graph.Funcs[fn].Start < high && s.budget > 0; fn++ {
		edges, unknown := l.Graph.Edges(fn), l.Graph.Unknown(fn)
		s.budget -= 1 + len(edges) + len(unknown)
		for i := range edges {
			note(fn, edges[i].Site, &edges[i])
		}
		for _, site := range unknown {
			note(fn, site, nil)
		}
	}
}
