package pipeline

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
)

// TestFaultInCrate lets the work on one of two packages panic, at every place at which
// work on a package begins: it is one problem of that package, and the other's roots and
// effects are all there.
func TestFaultInCrate(t *testing.T) {
	fault.Expect(t)
	manifest := func(name string) string {
		return "[package]\nname = \"" + name + "\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\n"
	}
	source := "#[ctor::ctor]\nfn start() { println!(); std::thread::spawn(|| {}); }\n"
	files := memory{
		"/w/Cargo.toml":      "[workspace]\nmembers = [\"good\", \"bad\"]\n",
		"/w/good/Cargo.toml": manifest("good"), "/w/good/src/lib.rs": source,
		"/w/bad/Cargo.toml": manifest("bad"), "/w/bad/src/lib.rs": source,
	}
	ctx := context.Background()
	set, err := workspace.Load(ctx, files, []string{"/w"}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: "/home"})
	if err != nil {
		t.Fatal(err)
	}
	whole := func(res *analysis.Result, folder string) string {
		var out []string
		for _, r := range res.Roots {
			if strings.HasPrefix(r.Place.File, folder) {
				out = append(out, fmt.Sprint("root ", r.Name, r.Place))
			}
		}
		for _, r := range res.Reaches {
			if strings.HasPrefix(r.Place.File, folder) {
				out = append(out, fmt.Sprint(r.Effect.Kind, r.Place))
			}
		}
		for _, x := range res.Threads {
			if strings.HasPrefix(x.Place.File, folder) {
				out = append(out, fmt.Sprint("thread ", x.Place))
			}
		}
		return strings.Join(out, "\n")
	}
	steps := 0
	run := func(at int) *analysis.Result {
		seen := 0
		res, err := Analyze(ctx, files, set.Workspaces[0], Options{Jobs: 1, fail: func(p *workspace.Package) {
			if p == nil || p.Name != "bad" {
				return
			}
			if seen++; seen == at {
				panic("on purpose")
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		steps = max(steps, seen)
		return res
	}
	want := whole(run(0), "/w/good/")
	if want == "" || steps < 4 {
		t.Fatalf("%d steps, results %q", steps, want)
	}
	for at := 1; at <= steps; at++ {
		res := run(at)
		if got := whole(res, "/w/good/"); got != want {
			t.Errorf("step %d: the other package has\n%s\nnot\n%s", at, got, want)
		}
		var faults []workspace.Problem
		for _, p := range res.Problems {
			if p.Rule == "internal-error" {
				faults = append(faults, p)
			}
		}
		if len(faults) != 1 || faults[0].File != "/w/bad/Cargo.toml" || !strings.Contains(faults[0].Message, "package `bad`") {
			t.Errorf("step %d: %+v", at, faults)
		}
	}
}

// TestAssemblyData puts words into startup sections that are no names of functions.
func TestAssemblyData(t *testing.T) {
	for _, c := range []struct{ macro, roots string }{
		{`".section .init_array", ".quad 0"`, ""},
		{`".section .init_array", ".quad 1f", ".text", "1: ret"`, "1f"},
		{`".section .init_array", ".long 0"`, ""},
		{`".section .init_array", ".8byte 0"`, ""},
		{`".section .init_array", ".8byte 0x0, -1, 007"`, ""},
		{`".section .init_array", ".quad"`, ""},
		{`".section .init_array", ".quad "`, ""},
		{`".section .init_array", ".quad ,"`, ""},
		{`".section .init_array", ".quad {}"`, ""},
		{`".section .init_array", ".quad {7}", sym setup`, ""},
		{`".section .init_array", ".quad {none}", sym setup`, ""},
		{`".section .init_array", ".quad {"`, ""},
		{`".section .init_array", ".quad {}", sym setup`, "setup"},
		{`".section .init_array", ".quad {0}", sym setup`, "setup"},
		{`".section .init_array", ".quad {f}", f = sym setup`, "setup"},
		{`".section .init_array", ".quad {f}, {}", f = sym setup, sym other`, "other setup"},
		{`".section .init_array\n.quad setup\n.quad other"`, "other setup"},
		{`".section .init_array", ".quad setup, other"`, "other setup"},
		{`".pushsection .init_array,\"aw\"", ".quad .Lcode", ".popsection"`, ".Lcode"},
		{`".section .init_array", ".quad a::b"`, "a"},
		{`".section .text", ".quad setup"`, ""},
		{``, ""},
	} {
		files := memory{"/w/src/lib.rs": "core::arch::global_asm!(" + c.macro + ");\n#[no_mangle] extern \"C\" fn setup() {}\n#[no_mangle] extern \"C\" fn other() {}\n#[ctor::ctor]\nfn good() { println!(); }\n"}
		var got []string
		good := false
		for _, res := range analyse(t, files, 1) {
			for _, r := range res.Roots {
				if r.Registration == ".init_array" {
					got = append(got, r.Name)
				}
				good = good || r.Name == "good"
			}
		}
		if strings.Join(got, " ") != c.roots || !good {
			t.Errorf("global_asm!(%s): roots %q, want %q; the constructor beside it: %t", c.macro, got, c.roots, good)
		}
	}
}
