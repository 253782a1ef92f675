package rules

import (
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// TestFold joins what has one cause, and nothing that differs in what readers see.
func TestFold(t *testing.T) {
	pkg, other := &workspace.Package{Manifest: "/a/Cargo.toml"}, &workspace.Package{Manifest: "/b/Cargo.toml"}
	body := &analysis.Place{File: "/m.rs", Span: rust.Span{Start: 7, End: 9}}
	at := func(start int, change func(*Finding)) *Finding {
		f := &Finding{Rule: "r", Severity: Warning, Cause: "thread::current", Package: pkg, Evidence: Evidence{Level: Declared},
			Place: analysis.Place{File: "/x.rs", Span: rust.Span{Start: start, End: start + 1}}}
		change(f)
		return f
	}
	same := func(*Finding) {}
	tests := []struct {
		name     string
		findings []*Finding
		want     []int // sites of each finding that is left
	}{
		{"one cause", []*Finding{at(1, same), at(2, same), at(3, same)}, []int{3}},
		{"another path", []*Finding{at(1, same), at(2, func(f *Finding) { f.Cause = "thread::park" })}, []int{1, 1}},
		{"another crate", []*Finding{at(1, same), at(2, func(f *Finding) { f.Package = other })}, []int{1, 1}},
		{"another weight", []*Finding{at(1, same), at(2, func(f *Finding) { f.Severity = Error })}, []int{1, 1}},
		{"another proof", []*Finding{at(1, same), at(2, func(f *Finding) { f.Evidence.Level = Confirmed })}, []int{1, 1}},
		{"sites of their own", []*Finding{at(1, func(f *Finding) { f.Cause = "" }), at(2, func(f *Finding) { f.Cause = "" })}, []int{1, 1}},
		{"one macro body", []*Finding{at(1, func(f *Finding) { f.Cause, f.inner = "", body }), at(2, func(f *Finding) { f.Cause, f.inner = "", body })}, []int{2}},
		{"order stays", []*Finding{at(1, same), at(2, func(f *Finding) { f.Rule = "s" }), at(3, same)}, []int{2, 1}},
	}
	for _, tt := range tests {
		folded := Fold(tt.findings)
		if len(folded) != len(tt.want) {
			t.Errorf("%s: %d findings", tt.name, len(folded))
			continue
		}
		for i, f := range folded {
			if len(f.Places()) != tt.want[i] || f.Places()[0].Place != f.Place {
				t.Errorf("%s: finding %d has %d places", tt.name, i, len(f.Places()))
			}
		}
		if tt.findings[0].Sites != nil {
			t.Errorf("%s: a finding that was given is changed", tt.name)
		}
	}
}
