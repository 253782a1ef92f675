package object

import "testing"

func TestCompareVersions(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"6.1", "10.0", -1}, {"10.0.14393", "10.0", 1}, {"10.0.14393", "10.0.9999", 1}, {"11", "11.0", 0}, {"2.2.5", "2.17", -1}, {"", "1", -1}, {"", "", 0},
	} {
		if got := CompareVersions(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if back := CompareVersions(c.b, c.a); back != -c.want {
			t.Errorf("%q and %q: %d, want %d", c.b, c.a, back, -c.want)
		}
	}
}
