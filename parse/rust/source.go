package rust

import (
	"slices"
	"sort"
	"sync"
)

// segment maps a run of a text back to the file. A fixed run stands at one place
// whatever its length: it came from a macro's body and stands at the call.
type segment struct {
	start, end int // in the text
	pos        int // in the file, of start
	posEnd     int // fixed runs only
	macro      *Macro
	body       int  // fixed runs: offset of start in macro.Src
	point      bool // stands for no text of the file: every offset is pos
}

// tokenSource is where the tokens of a macro call or expansion stand: text[lo:hi].
// Without segments the text is the file itself.
type tokenSource struct {
	text   []byte
	segs   []segment
	lo, hi int
	// expanded texts may hold `$` (inner macro definitions); call arguments with
	// one stand in a macro's body and are no code yet.
	expanded bool

	mu    sync.Mutex
	args  *argsResult
	stmts *stmtsResult
	items *itemsResult
}

type argsResult struct {
	exprs []*Expr
	ok    bool
}

type stmtsResult struct {
	block *Block
	ok    bool
}

type itemsResult struct {
	items []*Item
	ok    bool
}

func (s *tokenSource) bytes() []byte { return s.text[s.lo:s.hi] }

// wrap returns the tokens between a prefix and a suffix, mapped to the file.
func (s *tokenSource) wrap(prefix string, body []byte, suffix string) *tokenSource {
	text := make([]byte, 0, len(prefix)+len(body)+len(suffix))
	text = append(text, prefix...)
	text = append(text, body...)
	text = append(text, suffix...)
	return &tokenSource{text: text, segs: s.slice(s.lo, s.hi, len(prefix)), hi: len(text)}
}

// slice returns the segments of text[lo:hi] for a copy that stands at offset at.
func (s *tokenSource) slice(lo, hi, at int) []segment {
	if s.segs == nil {
		return []segment{{start: at, end: at + hi - lo, pos: lo}}
	}
	var out []segment
	i := sort.Search(len(s.segs), func(i int) bool { return s.segs[i].end > lo })
	for ; i < len(s.segs) && s.segs[i].start < hi; i++ {
		g := s.segs[i]
		if g.start < lo {
			d := lo - g.start
			g.start = lo
			if g.macro == nil {
				g.pos += d
			} else {
				g.body += d
			}
		}
		g.end = min(g.end, hi)
		g.start += at - lo
		g.end += at - lo
		out = append(out, g)
	}
	return out
}

// made reports whether any of text[lo:hi] came from a macro's body.
func (s *tokenSource) made(lo, hi int) bool {
	return s.segs != nil && slices.ContainsFunc(s.slice(lo, hi, 0), func(g segment) bool { return g.macro != nil })
}

// segAt returns the segment that holds offset i, or the nearest one.
func (s *tokenSource) segAt(i int) *segment {
	n := sort.Search(len(s.segs), func(k int) bool { return s.segs[k].end > i })
	if n == len(s.segs) {
		n--
	}
	return &s.segs[n]
}

func (g *segment) at(i int) int {
	if g.point {
		return g.pos
	}
	i = min(max(i, g.start), g.end)
	return g.pos + i - g.start
}

// span maps a range of the text to the file.
func (s *tokenSource) span(start, end int) Span {
	if s.segs == nil {
		return Span{start, end}
	}
	if len(s.segs) == 0 {
		return Span{}
	}
	a := s.segAt(start)
	if a.macro != nil {
		return Span{a.pos, a.posEnd}
	}
	b := s.segAt(max(end-1, start))
	if b.macro != nil {
		return Span{b.pos, b.posEnd}
	}
	sp := Span{a.at(start), b.at(end)}
	if sp.End < sp.Start {
		sp.End = a.at(end)
	}
	return sp
}

// origin says from which macro's body the range of the text came, or nil.
func (s *tokenSource) origin(start, end int) *Origin {
	if len(s.segs) == 0 {
		return nil
	}
	g := s.segAt(start)
	if g.macro == nil {
		return nil
	}
	at := g.body + max(start, g.start) - g.start
	return &Origin{DefFile: g.macro.File, Macro: g.macro.Name, Body: Span{at, at + max(min(end, g.end)-max(start, g.start), 0)}}
}
