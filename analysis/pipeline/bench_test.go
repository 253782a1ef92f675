package pipeline

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// BenchmarkAnalyze analyses a workspace of 20 crates with 40 modules each. One
// plugin registers constructors; they reach a module in each other crate, so
// that most files need no parsing.
func BenchmarkAnalyze(b *testing.B) {
	files := synthetic(20, 40)
	ctx := context.Background()
	set, err := workspace.Load(ctx, files, []string{"/w"}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: "/home"})
	if err != nil || len(set.Workspaces) != 1 {
		b.Fatal(err)
	}
	for _, jobs := range []int{1, 2} {
		b.Run(fmt.Sprintf("jobs=%d", jobs), func(b *testing.B) {
			var res *analysis.Result
			for b.Loop() {
				if res, err = Analyze(ctx, files, set.Workspaces[0], Options{Jobs: jobs}); err != nil {
					b.Fatal(err)
				}
			}
			if len(res.Roots) != 1 || len(res.Reaches) != 20 {
				b.Fatalf("%d roots, %d reaches", len(res.Roots), len(res.Reaches))
			}
			b.ReportMetric(float64(res.FilesRead), "files-read")
			b.ReportMetric(float64(res.FilesParsed), "files-parsed")
		})
	}
}

// synthetic is a workspace of n crates with m modules each: c0 is the plugin,
// whose constructor walks through module 1 of every crate.
func synthetic(n, m int) memory {
	files := memory{"/w/Cargo.toml": "[workspace]\nmembers = [\"c*\"]\n"}
	for i := range n {
		var deps, mods strings.Builder
		if i+1 < n {
			fmt.Fprintf(&deps, "c%d = { path = \"../c%d\" }\n", i+1, i+1)
		}
		for j := range m {
			fmt.Fprintf(&mods, "pub mod m%d;\n", j)
			var body strings.Builder
			for k := range 20 {
				fmt.Fprintf(&body, "pub struct S%d%c { n: u32, list: Vec<String> }\nimpl S%d%c {\n    pub fn new(n: u32) -> Self { Self { n, list: Vec::new() } }\n    pub fn work_%d_%d(&mut self, x: &str) -> Option<usize> { self.list.push(x.to_string()); self.list.iter().position(|s| s.len() > self.n as usize) }\n}\n", j, 'a'+k, j, 'a'+k, j, k)
			}
			if j == 1 {
				next := ""
				if i+1 < n {
					next = fmt.Sprintf("c%d::m1::enter();", i+1)
				}
				fmt.Fprintf(&body, "pub fn enter() { let mut s = S1d::new(1); if s.work_1_3(\"x\").is_some() { println!(\"%d\"); } %s }\n", i, next)
			}
			files[fmt.Sprintf("/w/c%d/src/m%d.rs", i, j)] = body.String()
		}
		lib := ""
		if i == 0 {
			lib = "[lib]\ncrate-type = [\"cdylib\"]\n"
			deps.WriteString("ctor = \"0.2\"\n")
			mods.WriteString("#[ctor::ctor]\nfn init() { m1::enter() }\n")
		}
		files[fmt.Sprintf("/w/c%d/Cargo.toml", i)] = fmt.Sprintf("[package]\nname = \"c%d\"\nversion = \"1.0.0\"\nedition = \"2021\"\n%s[dependencies]\n%s", i, lib, deps.String())
		files[fmt.Sprintf("/w/c%d/src/lib.rs", i)] = mods.String()
	}
	return files
}
