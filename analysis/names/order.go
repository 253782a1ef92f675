package names

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func InOrder(m map[string]*Def) []*Def {
	var out []*Def
	for _, d := range m {
		out = append(out, d)
	}
	slices.SortFunc(out, func(x, y *Def) int { return x.Item.Span.Start - y.Item.Span.Start })
	return out
}

// IsTest reports a function that only a test harness calls.
func IsTest(attrs []*rust.Attr) bool {
	return slices.ContainsFunc(attrs, func(a *rust.Attr) bool {
		return a.Meta != nil && (words.LastSegment(a.Meta.Path) == "test" || words.LastSegment(a.Meta.Path) == "bench")
	})
}
