package elf

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// The bounds hold the entry that a search of the whole list finds, and the one
// before it where there is none.
func TestBuckets(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	narrowed := 0
	for _, step := range []uint64{1, 24, 300, 1 << 13, 1 << 40} { // the last ones are too far apart for a table
		for range 200 {
			list := []uint64{r.Uint64N(1 << 20)}
			for range r.IntN(200) {
				list = append(list, list[len(list)-1]+r.Uint64N(step))
			}
			x := newBuckets(len(list), func(i int) uint64 { return list[i] })
			for range 100 {
				addr := list[r.IntN(len(list))] + r.Uint64N(600) - 300
				want, known := slices.BinarySearch(list, addr)
				from, to := x.around(addr, len(list))
				got, ok := slices.BinarySearch(list[from:to], addr)
				if got += from; ok != known || got != want {
					t.Fatalf("%d in %v: %d %v between %d and %d, want %d %v", addr, list, got, ok, from, to, want, known)
				}
				if to-from < len(list) {
					narrowed++
				}
			}
		}
	}
	if narrowed < 10000 {
		t.Errorf("only %d searches were narrowed", narrowed)
	}
	if x := newBuckets(0, nil); x.first != nil {
		t.Error("a table for an empty list")
	}
}
