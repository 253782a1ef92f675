package code

import (
	"maps"
	"slices"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// What is computed for many roots at once, and a search that ends early, say what a
// whole search from each root says.
func TestReachAgrees(t *testing.T) {
	f, err := elf.Open(find(t, "cc", "libstdc++.so.6"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, err := New(f.Image())
	if err != nil {
		t.Fatal(err)
	}
	var roots []int
	for i := range f.Symbols {
		if s := &f.Symbols[i]; s.Exported() && s.Function() && i%40 == 0 {
			roots = append(roots, f.FunctionAt(s.Value))
		}
	}
	compared := 0
	for _, o := range []Options{
		{},
		{Pointers: true, Stop: func(i int) bool { return i%5 == 0 }},
		{Stop: func(i int) bool { return i%7 == 0 }, Skip: func(e *Edge) bool { return e.Kind == Tail }},
	} {
		all := g.Reach(roots, o)
		names := slices.Sorted(maps.Keys(all.Imports))
		leading := map[string]func(int) bool{}
		for _, name := range names {
			leading[name] = all.Leading(o, func(e *Edge) bool { return e.Import.Name == name })
		}
		for _, root := range roots {
			whole := g.Reach([]int{root}, o)
			for _, name := range names {
				use, reached := whole.Imports[name]
				if got := leading[name](root); got != reached {
					t.Errorf("function %#x leads to %s: %v, want %v", g.Funcs[root].Start, name, got, reached)
				}
				if !reached || compared%16 != 0 {
					compared++
					continue
				}
				compared++
				o.Until = []string{name}
				short := g.Reach([]int{root}, o)
				o.Until = nil
				if short.Imports[name] != use || !slices.Equal(short.Chain(use.Func), whole.Chain(use.Func)) {
					t.Errorf("from %#x to %s: %v by %v, want %v by %v", g.Funcs[root].Start, name, short.Imports[name], short.Chain(use.Func), use, whole.Chain(use.Func))
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d compared", compared)
	}
}
