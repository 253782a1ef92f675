package version

import "testing"

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"6.1", "10.0", -1}, {"10.0.14393", "10.0", 1}, {"10.0.14393", "10.0.9999", 1}, {"11", "11.0", 0}, {"2.2.5", "2.17", -1}, {"", "1", -1}, {"", "", 0},
		{"1.85.0-nightly", "1.85", 0}, {"1.84.9", "1.85", -1}, {"0.1.9", "0.1.11", -1}, {"1.08", "1.8", 0}, {"x", "0", 0},
		{"1.99999999999999999999", "1.100000000000000000000", -1},
	} {
		if got := Compare(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if back := Compare(c.b, c.a); back != -c.want {
			t.Errorf("%q and %q: %d, want %d", c.b, c.a, back, -c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"1.82", "1.83", true}, {"1.83", "1.83", false}, {"", "1.83", false}, {"1.83", "", false}} {
		if Older(c.a, c.b) != c.want {
			t.Errorf("%q older than %q: %t", c.a, c.b, !c.want)
		}
	}
}
