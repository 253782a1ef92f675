package rules

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// world builds results by hand: one package with a library or a program.
type world struct {
	res *analysis.Result
	pkg *workspace.Package
	lib *workspace.Target
	bin *workspace.Target
	// loading is what is known of lib.
	loading *analysis.Loading
	offset  int
}

func newWorld() *world {
	ws := &workspace.Workspace{
		Root: "/w", Target: "x86_64-unknown-linux-gnu",
		Profile:  workspace.Profile{Name: "release", Panic: "unwind"},
		Compiler: workspace.Compiler{From: "1.85", To: "1.95"},
	}
	pkg := &workspace.Package{Name: "plug", Dir: "/w", Manifest: "/w/Cargo.toml", Member: true, Selected: true, Workspace: ws, Settings: &workspace.Settings{
		Panics: "explicit", Unload: "auto", Places: map[string]vfs.Place{}}}
	ws.Packages, ws.Settings = []*workspace.Package{pkg}, pkg.Settings
	w := &world{pkg: pkg, res: &analysis.Result{Workspace: ws, Directives: map[string][]*rust.Directive{}}}
	w.lib = &workspace.Target{Package: pkg, Kind: workspace.TargetLib, CrateTypes: []string{"cdylib"}}
	w.bin = &workspace.Target{Package: pkg, Kind: workspace.TargetBin, CrateTypes: []string{"bin"}}
	w.loading = &analysis.Loading{Target: w.lib, Link: &linkargs.Answers{}}
	w.res.Targets = []*analysis.TargetResult{{Target: w.lib, Loading: w.loading}, {Target: w.bin}}
	return w
}

// in puts the library into a host.
func (w *world) in(id string) {
	table, err := hosts.Load()
	if err != nil {
		panic(err)
	}
	w.loading.Host = table.ByID(id)
}

func (w *world) root(m analysis.Moment, t *workspace.Target) *analysis.Root {
	r := &analysis.Root{Moment: m, Name: "hook", Registration: "ctor::ctor", Priority: -1, Target: t, Linked: []*workspace.Target{t}}
	w.res.Roots = append(w.res.Roots, r)
	return r
}

// reach adds an effect at a place of its own, one call below each root.
func (w *world) reach(kind analysis.EffectKind, what string, roots ...*analysis.Root) *analysis.Reach {
	w.offset += 10
	r := &analysis.Reach{
		Effect: &analysis.Effect{Kind: kind, What: what, Path: "std::" + what}, Package: w.pkg, Subject: "STATE",
		Place: analysis.Place{File: "/w/src/lib.rs", Span: rust.Span{Start: w.offset, End: w.offset + 5}},
	}
	for _, root := range roots {
		r.Paths = append(r.Paths, analysis.RootPath{Root: root, Certain: true, Chain: []analysis.Step{{Message: "`hook` calls it", Place: r.Place}}})
	}
	w.res.Reaches = append(w.res.Reaches, r)
	return r
}

// found checks the world and renders the findings: "severity rule: message".
func (w *world) found(cfg Config) []string {
	findings, _ := Check(w.res, cfg)
	var out []string
	for _, f := range findings {
		out = append(out, f.Severity.String()+" "+f.Rule+": "+f.Message)
	}
	return out
}

func TestRules(t *testing.T) {
	const load, unload, exit, thread = analysis.Load, analysis.Unload, analysis.Exit, analysis.ThreadExit
	tests := []struct {
		name  string
		build func(*world)
		want  []string // prefix, "…", further parts
	}{
		{"print at load", func(w *world) { w.reach(analysis.Stdio, "println!", w.root(load, w.lib)) },
			[]string{"warning stdio-in-ctor: the host can abort while the library is loaded: `println!` runs (in constructor `hook`)…panics when stdout is a full device"}},
		{"print before main", func(w *world) { w.reach(analysis.Stdio, "eprintln!", w.root(load, w.bin)) },
			[]string{"warning stdio-in-ctor: the program can abort before `main`: `eprintln!` runs…panics when stderr"}},
		{"handle at exit", func(w *world) { w.reach(analysis.Stdio, "io::stdout", w.root(exit, w.bin)) },
			[]string{"warning stdio-in-dtor: a broken pipe can end the program at process exit: `io::stdout` runs (in destructor `hook`)…`SIGPIPE`"}},
		{"print in a thread-local's drop", func(w *world) { w.reach(analysis.Stdio, "dbg!", w.root(thread, w.lib)) },
			[]string{"warning stdio-in-dtor: the host can abort when a thread ends: `dbg!` runs…stderr"}},
		{"log call", func(w *world) { w.reach(analysis.LogCall, "log::info!", w.root(load, w.lib)) },
			[]string{"warning stdio-in-ctor: a broken pipe can end the host while the library is loaded: `log::info!` writes through the installed logger"}},
		{"export only", func(w *world) { w.reach(analysis.Stdio, "println!", w.root(analysis.Call, w.lib)) }, nil},
		{"panic", func(w *world) { w.reach(analysis.Panic, "panic!", w.root(load, w.lib)) },
			[]string{"error panic-in-ctor: the host aborts while the library is loaded: `panic!` panics…a panic cannot leave a constructor"}},
		{"guessed panic", func(w *world) { w.reach(analysis.Panic, "unwrap", w.root(load, w.lib)).Paths[0].Certain = false },
			[]string{"warning panic-in-ctor: the host can abort while the library is loaded: `unwrap` can panic…constructor `hook` may reach it"}},
		{"documented panic", func(w *world) {
			w.reach(analysis.PanicDoc, "env_logger::init", w.root(load, w.lib)).Effect.Note = "panics if a logger is set already."
		}, []string{"error panic-in-ctor: the host can abort while the library is loaded: `env_logger::init` is documented to panic if a logger is set already"}},
		{"caught panic", func(w *world) { w.reach(analysis.Panic, "unwrap", w.root(unload, w.lib)).Paths[0].Caught = true }, nil},
		{"caught panic, aborting profile", func(w *world) {
			w.res.Workspace.Profile.Panic = "abort"
			w.reach(analysis.Panic, "unwrap", w.root(unload, w.lib)).Paths[0].Caught = true
		}, []string{"error panic-in-dtor: …`catch_unwind` does not help because the profile sets `panic = \"abort\"`"}},
		{"implicit panic", func(w *world) { w.reach(analysis.PanicImplicit, "indexing", w.root(load, w.lib)) }, nil},
		{"implicit panic asked for", func(w *world) {
			w.pkg.Settings.Panics = "all"
			w.reach(analysis.PanicImplicit, "indexing", w.root(load, w.lib)).Effect.Path = ""
		}, []string{"warning panic-in-ctor: the host can abort while the library is loaded: indexing can panic"}},
		{"clock at load", func(w *world) { w.reach(analysis.Time, "Instant::now", w.root(load, w.lib)) },
			[]string{"information std-in-ctor: `Instant::now` runs while"}},
		{"environment at exit", func(w *world) { w.reach(analysis.EnvWrite, "env::set_var", w.root(exit, w.bin)) },
			[]string{"warning std-in-dtor: a data race with threads of the program that still run: `env::set_var` changes the environment at process exit"}},
		{"exit in a program's destructor", func(w *world) { w.reach(analysis.ProcessExit, "process::exit", w.root(exit, w.bin)) },
			[]string{"warning std-in-dtor: a Rust program…aborts, since it is exiting already: `process::exit` runs at process exit"}},
		{"abort in a library's destructor", func(w *world) { w.reach(analysis.ProcessExit, "process::abort", w.root(unload, w.lib)) },
			[]string{"warning std-in-dtor: `process::abort` ends the host"}},
		{"current thread before main, old compiler", func(w *world) { w.reach(analysis.ThreadCurrent, "thread::current", w.root(load, w.bin)) },
			[]string{"warning std-in-ctor: a program built with rustc before 1.95 aborts: `thread::current` runs before `main`"}},
		{"current thread before main, new compiler", func(w *world) {
			w.res.Workspace.Compiler.From = "1.95"
			w.reach(analysis.ThreadCurrent, "thread::current", w.root(load, w.bin))
		}, []string{"information std-in-ctor: "}},
		{"current thread at load of a library", func(w *world) { w.reach(analysis.ThreadCurrent, "thread::current", w.root(load, w.lib)) },
			[]string{"information std-in-ctor: "}},
		{"detached thread at load", func(w *world) { w.reach(analysis.ThreadSpawn, "thread::spawn", w.root(load, w.lib)) },
			[]string{"information std-in-ctor: `thread::spawn` starts a thread…begins only after `dlopen` returns"}},
		{"thread and join at load", func(w *world) {
			r := w.root(load, w.lib)
			w.reach(analysis.ThreadSpawn, "thread::spawn", r)
			w.reach(analysis.ThreadWait, "JoinHandle::join", r)
		}, []string{"error thread-wait-under-loader-lock: `dlopen` deadlocks on glibc: `JoinHandle::join` waits for a thread that this constructor starts"}},
		{"thread and join before main", func(w *world) {
			r := w.root(load, w.bin)
			w.reach(analysis.ThreadSpawn, "thread::spawn", r)
			w.reach(analysis.ThreadWait, "JoinHandle::join", r)
		}, []string{"information std-in-ctor: "}},
		{"thread and join when preloaded", func(w *world) {
			w.in("preload")
			r := w.root(load, w.lib)
			w.reach(analysis.ThreadSpawn, "thread::spawn", r)
			w.reach(analysis.ThreadWait, "JoinHandle::join", r)
		}, []string{"information std-in-ctor: "}},
		{"join of a thread started elsewhere", func(w *world) { w.reach(analysis.ThreadWait, "JoinHandle::join", w.root(unload, w.lib)) }, nil},
		{"detached thread at unload", func(w *world) { w.reach(analysis.ThreadSpawn, "thread::spawn", w.root(unload, w.lib)) },
			[]string{"error thread-wait-under-loader-lock: the host crashes in a thread…`thread::spawn` starts a thread while the library is unloaded"}},
		{"detached thread, never unloaded", func(w *world) {
			w.pkg.Settings.Unload = "never"
			w.reach(analysis.ThreadSpawn, "thread::spawn", w.root(unload, w.lib))
		}, []string{"information std-in-dtor: "}},
		{"detached thread at exit of a program", func(w *world) { w.reach(analysis.ThreadSpawn, "thread::spawn", w.root(exit, w.bin)) },
			[]string{"information std-in-dtor: the process usually ends before"}},
		{"thread-local at unload", func(w *world) { w.reach(analysis.TLSAccess, "LocalKey::with", w.root(unload, w.lib)) },
			[]string{"error thread-local-in-dtor: the host aborts at exit: `LocalKey::with` uses thread-local `STATE`…first use at `dlclose`"}},
		{"thread-local at exit", func(w *world) { w.reach(analysis.TLSAccess, "LocalKey::with", w.root(exit, w.bin)) },
			[]string{"error thread-local-in-dtor: the program aborts at exit: …where this thread used it before, it is destroyed by then"}},
		{"thread-local tried, or at load", func(w *world) {
			w.reach(analysis.TLSTry, "LocalKey::try_with", w.root(unload, w.lib))
			w.reach(analysis.TLSAccess, "LocalKey::with", w.root(load, w.lib))
		}, nil},
		{"frees shared state", func(w *world) { w.reach(analysis.Frees, "Box::from_raw", w.root(unload, w.lib)) },
			[]string{"warning dtor-frees-shared-state: other threads may still use what is freed…`Box::from_raw` frees `STATE` while the library is unloaded"}},
		{"frees its own", func(w *world) { w.reach(analysis.Frees, "Vec::drain", w.root(unload, w.lib)).Subject = "" }, nil},
		{"libc at load", func(w *world) {
			w.reach(analysis.Process, "libc::fork", w.root(load, w.lib)).Effect.Path = "libc::fork"
		}, nil},
		{"joins, then frees", func(w *world) {
			r := w.root(unload, w.lib)
			w.reach(analysis.ThreadWait, "JoinHandle::join", r)
			w.reach(analysis.Frees, "Box::from_raw", r)
		}, nil},
		{"early arguments", func(w *world) {
			r := w.root(load, w.lib)
			r.Priority = 50
			w.reach(analysis.EnvArgs, "env::args", r)
		}, []string{"warning early-args: `env::args` is empty while the library is loaded…priority 50 runs before"}},
		{"late arguments", func(w *world) {
			r := w.root(load, w.lib)
			r.Priority = 100
			w.reach(analysis.EnvArgs, "env::args", r)
		}, []string{"information std-in-ctor: `env::args`"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			tt.build(w)
			// that there is a destructor at all is a finding of its own
			got := w.found(Config{Ignore: []string{dtorInUnloadableCdylib.ID}})
			if len(got) != len(tt.want) {
				t.Fatalf("got %q, want %q", got, tt.want)
			}
			for i, want := range tt.want {
				if !inOrder(got[i], strings.Split(want, "…")) {
					t.Errorf("got %q, want %q", got[i], want)
				}
			}
			checkMessages(t, w.res)
		})
	}
}

// inOrder reports whether s starts with the first part and then holds the rest.
func inOrder(s string, parts []string) bool {
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	for _, p := range parts {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return true
}

func checkMessages(t *testing.T, res *analysis.Result) {
	findings, _ := Check(res, Config{})
	for _, f := range findings {
		checkMessage(t, f)
	}
}

// checkMessage holds a finding against the conventions: one sentence, no
// capital, no final period, code in backticks.
func checkMessage(t *testing.T, f *Finding) {
	t.Helper()
	// Lists of editors cut a message there.
	const most = 100
	if i := strings.IndexAny(f.Message, ":;,("); i > most || i < 0 && utf8.RuneCountInString(f.Message) > most {
		t.Errorf("%s: %d characters before the first break: %s", f.Rule, i, f.Message)
	}
	for _, s := range []string{f.Message, f.Help} {
		switch {
		case s == "":
			if s == f.Message {
				t.Errorf("%s: empty message", f.Rule)
			}
		case strings.HasSuffix(s, ".") || strings.Contains(s, ". "):
			t.Errorf("%s: more than one sentence, or a period: %q", f.Rule, s)
		case s[0] >= 'A' && s[0] <= 'Z':
			t.Errorf("%s: begins with a capital: %q", f.Rule, s)
		case strings.Count(s, "`")%2 != 0:
			t.Errorf("%s: unpaired backtick: %q", f.Rule, s)
		case strings.ContainsAny(s, "\n\t") || strings.Contains(s, "  "):
			t.Errorf("%s: stray blanks: %q", f.Rule, s)
		}
	}
	for _, word := range []string{"might", "possibly", "!)"} {
		if slices.Contains(strings.Fields(f.Message), word) {
			t.Errorf("%s: says %q: %q", f.Rule, word, f.Message)
		}
	}
}

func TestOneFindingForAllRoots(t *testing.T) {
	w := newWorld()
	a, b := w.root(analysis.Load, w.lib), w.root(analysis.Load, w.lib)
	w.reach(analysis.Stdio, "println!", a, b)
	same := *w.res.Reaches[0] // the same place for another reason
	same.Effect = &analysis.Effect{Kind: analysis.LogSink, What: "println!"}
	w.res.Reaches = append(w.res.Reaches, &same)
	findings, _ := Check(w.res, Config{})
	if len(findings) != 1 || len(findings[0].Paths) != 2 {
		t.Fatalf("got %d findings, want one with both roots", len(findings))
	}
	if !strings.Contains(findings[0].Message, "and 1 more") {
		t.Errorf("message does not count the roots: %q", findings[0].Message)
	}
}
