package words

import (
	"math"
	"testing"
)

func TestIdentifiers(t *testing.T) {
	const src = "fn a() { b.t + tt }\nfn tt() { r#t; x.0 }"
	o := IdentifiersOf([]byte(src))
	for _, c := range []struct {
		words      []string
		start, end int
		want       bool
	}{
		{nil, 0, 0, true},
		{[]string{""}, 0, 0, true},
		{[]string{"t"}, 0, math.MaxInt, true},
		{[]string{"t", "b"}, 0, 19, true},
		{[]string{"t", "x"}, 0, 19, false},
		{[]string{"t"}, 13, 19, false},
		{[]string{"tt"}, 13, 16, false},
		{[]string{"tt"}, 13, 17, true},
		{[]string{"0"}, 20, len(src), true},
		{[]string{"r"}, 0, 19, false},
		{[]string{"none"}, 0, math.MaxInt, false},
	} {
		if got := o.All(c.words, c.start, c.end); got != c.want {
			t.Errorf("%q in %q: %t", c.words, src[c.start:min(c.end, len(src))], got)
		}
	}
}
