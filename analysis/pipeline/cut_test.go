package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// repeat is a text with %d in it for each of n numbers, which n+1 follow as %[2]d.
func repeat(n int, text string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, text+"%.0[1]d%.0[2]d", i, i+1)
	}
	return b.String()
}

// TestCuts gives code on both sides of each limit: what a constructor reaches is found,
// or what was left out is said.
func TestCuts(t *testing.T) {
	const start, log = "#[ctor::ctor]\nfn start() {\n", "println!();\n}\n"
	say := "macro_rules! say { ($x:expr) => { keep($x) } }\nfn keep(_: u32) {}\n"
	link := "struct N;\nimpl N { fn next(&self) -> Option<N> { None } }\n"
	nested := func(n int, last string) string {
		return repeat(n, "macro_rules! m%[1]d { () => { m%[2]d!{} } }\n") + fmt.Sprintf("macro_rules! m%d { () => { %s } }\n", n, last)
	}
	closures := func(n int) string {
		return start + "f0(|| println!());\n}\n" + repeat(n, "fn f%[1]d(f: impl Fn()) { f%[2]d(|| f()) }\n") + fmt.Sprintf("fn f%d(f: impl Fn()) { f() }\n", n)
	}
	deep := func(n int) string { return repeat(n, "mod m%[1]d {\n") + start + log + strings.Repeat("}", n) + "\n" }
	for _, c := range []struct {
		name, source string
		found        int    // effects that the constructor reaches
		said         string // of what was left out, "" where nothing was
	}{
		{"3000 uses of a macro", say + start + strings.Repeat("say!(1);\n", 3000) + log, 1, ""},
		{"20001 uses of a macro", say + start + strings.Repeat("say!(1);\n", 20_001) + log, 1, "a part of `start` is left out: it expands more than 20000 macros"},
		{"300 calls in a chain", link + start + "N" + strings.Repeat(".next().unwrap()", 300) + ";\n" + log, 301, ""},
		{"5000 calls in a chain", link + start + "N" + strings.Repeat(".next().unwrap()", 2500) + ";\n" + log, 500, "a part of `start` is left out: its expressions nest too deep"},
		{"5000 operators", start + "let x = 1" + strings.Repeat(" + 1", 5000) + ";\n" + log, 1, "a part of `start` is left out: its expressions nest too deep"},
		{"14 macros in a body", nested(14, "println!()") + start + "m0!();\n}\n", 1, ""},
		{"200 macros in a body", nested(200, "println!()") + start + "m0!();\n}\n", 0, "a part of `start` is left out: its macros expand to macros more than 128 deep"},
		{"14 item macros", nested(14, start+log) + "m0!{}\n", 1, ""},
		{"100 item macros", nested(100, start+log) + "m0!{}\n", 1, ""},
		{"200 item macros", nested(200, start+log) + "m0!{}\n", 0, "the items declared here are left out: macros expand to macros more than 128 deep"},
		{"100 closures handed on", closures(100), 1, ""},
		{"500 closures handed on", closures(500), 0, "is left out: calls that hand closures on nest deeper than 400"},
		{"90 modules", deep(90), 1, ""},
		{"150 modules", deep(150), 0, "module `m121` is left out: modules nest too deep"},
		{"a type of 16 million parts", repeat(24, "type T%[1]d = (T%[2]d, T%[2]d);\n") + "type T24 = u8;\nfn make() -> T0 { loop {} }\n" + start + "let x: T0 = make();\n" + log, 1, "a part of `start` is left out: it uses a type of more than 2000 parts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, res := range analyse(t, memory{"/w/src/lib.rs": c.source}, 1) {
				found := 0
				for _, r := range res.Reaches {
					if len(r.Paths) > 0 {
						found++
					}
				}
				if c.said == "" && found != c.found || found < c.found {
					t.Errorf("%d effects, want %d", found, c.found)
				}
				checkSaid(t, res.Problems, c.said, false)
			}
		})
	}
}

// checkSaid wants one unread-code that holds said, or none for "".
func checkSaid(t *testing.T, problems []workspace.Problem, said string, minor bool) {
	t.Helper()
	var all []string
	ok := said == ""
	for _, p := range problems {
		if p.Rule == "unread-code" {
			all = append(all, fmt.Sprint(p.Message, " minor: ", p.Minor, " at ", p.Span))
			ok = ok || strings.Contains(p.Message, said) && p.Minor == minor && p.Span.End > p.Span.Start
		}
	}
	if !ok || said == "" && len(all) > 0 {
		t.Errorf("said:\n%s\nwant %q, minor: %t", strings.Join(all, "\n"), said, minor)
	}
}

// TestCutFiles nests modules with files of their own.
func TestCutFiles(t *testing.T) {
	for n, said := range map[int]string{100: "", 102: "module `m101` is left out: the crate has more than 20000 modules, or some nested deeper than 100"} {
		files, dir := memory{"/w/src/lib.rs": "mod m0;\n#[ctor::ctor]\nfn start() { println!() }\n"}, "/w/src/"
		for i := range n {
			files[fmt.Sprintf("%sm%d.rs", dir, i)] = fmt.Sprintf("mod m%d;\n", i+1)
			dir += fmt.Sprintf("m%d/", i)
		}
		files[fmt.Sprintf("%sm%d.rs", dir, n)] = "\n"
		for _, res := range analyse(t, files, 1) {
			checkSaid(t, res.Problems, said, false)
		}
	}
}

// TestCutGrammar has one module whose errors take the grammar work that grows with the
// square of its length: it is left out and named, and all else is looked at.
func TestCutGrammar(t *testing.T) {
	for n, said := range map[int]string{100: "", 11_000: "the file is left out: it takes too much work to parse"} {
		files := memory{"/w/src/lib.rs": "mod other;\n#[ctor::ctor]\nfn start() { println!() }\n", "/w/src/other.rs": "fn f() {" + strings.Repeat("'a: ", n) + "}\n#[ctor::ctor]\nfn more() { println!() }\n"}
		for _, res := range analyse(t, files, 1) {
			told := slices.IndexFunc(res.Problems, func(p workspace.Problem) bool {
				return p.Rule == "unread-code" && strings.Contains(p.Message, said) && p.File == "/w/src/other.rs" && !p.Minor
			})
			if told < 0 != (said == "") {
				t.Errorf("%d labels: %+v", n, res.Problems)
			}
			if !slices.ContainsFunc(res.Reaches, func(r *analysis.Reach) bool { return len(r.Paths) > 0 }) {
				t.Errorf("%d labels: the other file is not looked at", n)
			}
		}
	}
}

// TestCutValues keeps a thread's handle in a field whose name stands in more or less
// code than is looked through for one value.
func TestCutValues(t *testing.T) {
	for n, said := range map[int]string{100: "", 8000: "where this value goes is left out: it leads through more code than is followed"} {
		source := `pub struct H { t: Option<std::thread::JoinHandle<()>> }
#[no_mangle]
pub extern "C" fn make() -> *mut H { Box::into_raw(Box::new(H { t: Some(std::thread::spawn(|| ())) })) }
#[no_mangle]
pub unsafe extern "C" fn free(h: *mut H) { drop(Box::from_raw(h)) }
` + repeat(n, "fn f%[1]d() -> usize { let t = %[1]d; "+strings.Repeat("t + ", 20)+"1 }\n")
		for _, res := range analyse(t, memory{"/w/src/lib.rs": source}, 1) {
			checkSaid(t, res.Problems, said, true)
			if len(res.Threads) != 1 {
				t.Fatalf("%d functions: %d threads", n, len(res.Threads))
			}
			if claimed := res.Threads[0].Escape != analysis.Escapes; claimed != (said == "") {
				t.Errorf("%d functions: the handle's end is claimed: %t", n, claimed)
			}
		}
	}
}

// TestCutVisits lowers the number of functions that a search follows.
func TestCutVisits(t *testing.T) {
	files := memory{"/w/Cargo.toml": chainsManifest, "/w/src/lib.rs": "#[ctor::ctor]\nfn start() { f0() }\n" + repeat(20, "fn f%[1]d() { f%[2]d() }\n") + "fn f20() { println!() }\n"}
	ctx := context.Background()
	set, err := workspace.Load(ctx, files, []string{"/w"}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: "/home"})
	if err != nil {
		t.Fatal(err)
	}
	for visits, said := range map[int]string{10: "what `start` calls is left out: it reaches too many functions", 22: ""} {
		res, err := Analyze(ctx, files, set.Workspaces[0], Options{Jobs: 1, visits: visits})
		if err != nil {
			t.Fatal(err)
		}
		checkSaid(t, res.Problems, said, false)
	}
}

// TestCutElsewhere cuts a body that no root reaches, and one that only a dependency has.
func TestCutElsewhere(t *testing.T) {
	long := "std::thread::spawn(|| {}); let x = 1" + strings.Repeat(" + 1", 5000) + ";"
	for _, res := range analyse(t, memory{"/w/src/lib.rs": "#[ctor::ctor]\nfn start() { println!() }\n#[no_mangle]\npub extern \"C\" fn go() { " + long + " }\n"}, 1) {
		checkSaid(t, res.Problems, "a part of `go` is left out: its expressions nest too deep", true)
	}
	for _, res := range analyse(t, memory{ // the place is the call of the workspace
		"/w/Cargo.toml":   "[package]\nname = \"w\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\nctor = \"0.2\"\nd = { path = \"d\" }\n[workspace]\nexclude = [\"d\"]\n",
		"/w/src/lib.rs":   "#[ctor::ctor]\nfn start() { d::go() }\n",
		"/w/d/Cargo.toml": "[package]\nname = \"d\"\nedition = \"2021\"\n",
		"/w/d/src/lib.rs": "pub fn go() { " + long + " }\n",
	}, 1) {
		if res.Workspace.Manifest == "/w/Cargo.toml" {
			checkSaid(t, res.Problems, "a part of `go` is left out: its expressions nest too deep", false)
		}
	}
}
