package code

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
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

// A library without unwind ranges and names has functions all the same: a constructor
// reaches what it calls, jumps to or takes the address of, and not what stands beside.
func TestReachWithoutFrames(t *testing.T) {
	dir := t.TempDir()
	var source strings.Builder
	source.WriteString("#include <stdlib.h>\nvolatile int v; int near(int), last(int);\n")
	for i := range 40 { // with more code than makes the search worth while
		fmt.Fprintf(&source, "static __attribute__((noinline)) int f%d(int x) { __asm__(\".skip 600, 0x90\"); for (int i = 0; i < x; i++) v += i * %d; return x > %d ? setenv(\"a\", \"b\", x) : v; }\n", i, i, i)
	}
	source.WriteString("int near(int x) { v = x; return last(x + v); }\n__attribute__((noinline)) int last(int x) { if (x == v) return getpid(); return v; }\n")
	source.WriteString("__attribute__((constructor)) static void at_load(void) { v = near(v) + 1; }\n__attribute__((visibility(\"default\"))) int entry(int x) { return 0")
	for i := range 40 {
		fmt.Fprintf(&source, " + f%d(x)", i)
	}
	source.WriteString("; }\n")
	text, lib := filepath.Join(dir, "a.c"), filepath.Join(dir, "a.so")
	if err := os.WriteFile(text, []byte(source.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cc", "-w", "-O2", "-shared", "-fPIC", "-s", "-fno-asynchronous-unwind-tables", "-fvisibility=hidden", "-o", lib, text).CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	f, err := elf.Open(lib)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	g, err := New(f.Image())
	if err != nil {
		t.Fatal(err)
	}
	slots := f.Load()
	r := g.Reach([]int{f.FunctionAt(slots[len(slots)-1].Target)}, Options{Pointers: true})
	if _, found := r.Imports["getpid"]; !found {
		t.Errorf("getpid is not reached, only %v", r.Imports)
	}
	if _, found := r.Imports["setenv"]; found {
		t.Error("setenv is reached, which a neighbour calls")
	}
}
