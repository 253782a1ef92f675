package rules

import (
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func at(start, end int, text string) Edit {
	return Edit{File: "a.rs", Span: rust.Span{Start: start, End: end}, Text: text}
}

func TestApply(t *testing.T) {
	for _, c := range []struct {
		edits []Edit
		want  string // "" for an error
	}{
		{nil, "0123456789"},
		{[]Edit{at(8, 9, "h"), at(1, 3, "b")}, "0b34567h9"},
		{[]Edit{at(3, 3, "x"), at(3, 5, "y")}, "012xy56789"},
		{[]Edit{at(10, 10, "end")}, "0123456789end"},
		{[]Edit{at(0, 4, ""), at(3, 5, "")}, ""},
		{[]Edit{at(9, 11, "")}, ""},
		{[]Edit{at(-1, 1, "")}, ""},
		{[]Edit{at(5, 4, "")}, ""},
	} {
		got, err := Apply([]byte("0123456789"), c.edits)
		if (err != nil) != (c.want == "") || string(got) != c.want {
			t.Errorf("%v: %q, %v; want %q", c.edits, got, err, c.want)
		}
	}
}

// TestPlan takes fixes that can be applied together, and leaves the rest for later.
func TestPlan(t *testing.T) {
	place := analysis.Place{File: "a.rs"}
	suppress := Fix{Suppresses: true, Edits: []Edit{at(0, 0, "//")}}
	finding := func(level string, fixes ...Fix) *Finding {
		return &Finding{Place: place, Evidence: Evidence{Level: level}, Fixes: append(fixes, suppress)}
	}
	one := finding(Declared, Fix{Safe: true, Edits: []Edit{at(1, 2, "x")}})
	same := finding(Declared, Fix{Safe: true, Edits: []Edit{at(1, 2, "x")}})
	clash := finding(Declared, Fix{Safe: true, Edits: []Edit{at(8, 9, "y"), at(2, 3, "y")}})
	beside := finding(Declared, Fix{Safe: true, Edits: []Edit{at(8, 9, "z")}})
	risky := finding(Declared, Fix{Edits: []Edit{at(5, 6, "r")}})
	wrong := finding(Refuted, Fix{Safe: true, Edits: []Edit{at(6, 6, "w")}})
	bare := finding(Declared)
	all := []*Finding{one, same, clash, beside, risky, wrong, bare}
	for unsafe, want := range map[bool][]*Finding{false: {one, same, beside}, true: {one, same, beside, risky}} {
		edits, fixed := Plan(all, unsafe)
		if len(fixed) != len(want) || len(edits["a.rs"]) != len(want)-1 {
			t.Errorf("unsafe %t: %d fixed by %v", unsafe, len(fixed), edits)
			continue
		}
		for i := range want {
			if fixed[i] != want[i] {
				t.Errorf("unsafe %t: finding %d is another", unsafe, i)
			}
		}
	}
}
