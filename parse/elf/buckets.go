package elf

// buckets narrow the search in a list that is sorted by address: they tell where the
// entries of each stretch of 256 bytes begin. Reading code asks for the function or
// the relocation at an address some million times.
type buckets struct {
	base  uint64
	first []uint32 // of each stretch the index of its first entry, and the length at the end
}

const stretch = 8 // bits

// newBuckets makes them for n entries at ascending addresses, none where these lie
// too far apart for it.
func newBuckets(n int, addr func(int) uint64) buckets {
	if n == 0 {
		return buckets{}
	}
	x := buckets{base: addr(0)}
	span := (addr(n-1) - x.base) >> stretch
	if span > 16*uint64(n)+1<<12 {
		return buckets{}
	}
	x.first = make([]uint32, span+2)
	next := uint64(0)
	for i := range n {
		for at := (addr(i) - x.base) >> stretch; next <= at; next++ {
			x.first[next] = uint32(i)
		}
	}
	for ; next < uint64(len(x.first)); next++ {
		x.first[next] = uint32(n)
	}
	return x
}

// around bounds the entries that can lie at addr in a list of n: from the last one
// before its stretch to the end of its stretch.
func (x *buckets) around(addr uint64, n int) (from, to int) {
	switch {
	case x.first == nil:
		return 0, n
	case addr < x.base:
		return 0, 0
	}
	at := (addr - x.base) >> stretch
	if at+1 >= uint64(len(x.first)) {
		return max(n-1, 0), n
	}
	return max(int(x.first[at])-1, 0), int(x.first[at+1])
}
