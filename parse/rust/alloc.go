package rust

import (
	"hash/maphash"
	"sync"
)

// slab hands out values of one type from chunks. A file has thousands of small
// nodes that live and die together; one allocation each was a third of lowering
// and half of the collector's work. Chunks grow with what was used and stay
// small, so that a short macro argument pays for little more than it needs, and
// a node that outlives its file keeps only a few neighbours.
type slab[T any] struct {
	free []T
	used int
}

const (
	minChunk = 2
	maxChunk = 32
)

// one returns a new zero value.
func (s *slab[T]) one() *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	p := &s.free[0]
	s.free = s.free[1:]
	return p
}

// room returns an empty slice with the capacity n, nil for 0. Appending more is
// safe: it moves the slice out of the chunk.
func (s *slab[T]) room(n int) []T {
	if n == 0 {
		return nil
	}
	if n > maxChunk/2 {
		return make([]T, 0, n)
	}
	if len(s.free) < n {
		s.grow(n)
	}
	out := s.free[:0:n]
	s.free = s.free[n:]
	return out
}

func (s *slab[T]) grow(n int) {
	size := min(max(s.used/4, minChunk), maxChunk)
	size = max(size, n)
	s.used += size
	s.free = make([]T, size)
}

// arena holds the slabs of one lowering.
type arena struct {
	exprs    slab[Expr]
	pats     slab[Pat]
	typeSlab slab[Type]
	paths    slab[Path]
	segs     slab[Seg]
	stmtSlab slab[Stmt]
	blocks   slab[Block]
	exprRefs slab[*Expr]
	stmtRefs slab[*Stmt]
}

// names keeps recent identifiers and short literals, so that a name which stands
// in many places, and in many files, is allocated once. It is a cache of fixed
// size: a name that loses its slot is merely allocated again.
type names [1 << nameBits]string

const (
	nameBits = 11
	maxName  = 32 // longer ones are rarely repeated
)

var (
	nameSeed = maphash.MakeSeed()
	namePool = sync.Pool{New: func() any { return new(names) }}
)

func (t *names) intern(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > maxName {
		return string(b)
	}
	slot := &t[maphash.Bytes(nameSeed, b)>>(64-nameBits)]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}
