package mutate

import (
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

// TestMutate checks that mutations come from the seed alone, change something, and leave
// text that is text.
func TestMutate(t *testing.T) {
	crates, err := Crates("../../rules/testdata/*/*")
	if err != nil || len(crates) < 50 {
		t.Fatalf("%d crates: %v", len(crates), err)
	}
	changed := 0
	for seed := range uint64(300) {
		mutated := func() Crate {
			r := rand.New(rand.NewPCG(seed, 1))
			c := crates[r.IntN(len(crates))].Clone()
			for range 3 {
				c.Mutate(r, crates[r.IntN(len(crates))])
			}
			return c
		}
		a, b := mutated(), mutated()
		r := rand.New(rand.NewPCG(seed, 1))
		old := crates[r.IntN(len(crates))]
		same := len(a) == len(old)
		for _, name := range a.Names() {
			same = same && a[name] == old[name]
			if a[name] != b[name] || !utf8.ValidString(a[name]) {
				t.Errorf("seed %d: %s differs between runs, or is no text", seed, name)
			}
		}
		if !same {
			changed++
		}
	}
	if changed < 250 {
		t.Errorf("%d of 300 seeds change something", changed)
	}
}
