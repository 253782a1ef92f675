package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// viewing is a client that shows the lifecycle view.
var viewing = strings.Replace(fullClient, `"workspace":`, `"experimental": {"cdylib-ls": {"lifecycle": true}}, "workspace":`, 1)

// view asks for the lifecycle and holds the answer against the schema that is shipped.
func (e *editor) view() *Lifecycle {
	e.t.Helper()
	m := e.request(lifecycleMethod, nil)
	if m.Error != nil {
		e.t.Fatal(m.Error.Message)
	}
	text, err := os.ReadFile("../docs/schemas/lifecycle.schema.json")
	if err != nil {
		e.t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(text, &s); err != nil {
		e.t.Fatal(err)
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		e.t.Fatal(err)
	}
	var any map[string]any
	out := &Lifecycle{}
	if err := json.Unmarshal(m.Result, &any); err != nil {
		e.t.Fatal(err)
	}
	if err := resolved.Validate(any); err != nil {
		e.t.Error(err)
	}
	if err := json.Unmarshal(m.Result, out); err != nil {
		e.t.Fatal(err)
	}
	return out
}

// in returns a section of a library, nil where it is not shown.
func (l *LifecycleLibrary) in(section string) *LifecycleSection {
	for i := range l.Sections {
		if l.Sections[i].Section == section {
			return &l.Sections[i]
		}
	}
	return nil
}

// names are the entries of a section with their severity.
func (s *LifecycleSection) names() []string {
	out := []string{}
	for _, e := range s.Entries {
		out = append(out, said(&e.LifecycleEffect))
	}
	return out
}

func said(e *LifecycleEffect) string {
	word := "-"
	if e.Severity != nil {
		word = *e.Severity
	}
	return word + " " + e.Text
}

func TestLifecycleView(t *testing.T) {
	files := plugin()
	files["src/lib.rs"] = `use std::cell::RefCell;
thread_local! { static CACHE: RefCell<Vec<u8>> = RefCell::new(vec![]); }
#[ctor::ctor]
fn quiet() {}
#[ctor::ctor]
fn init() { greet(); std::env::var("A").ok(); }
fn greet() { println!("hello"); let n: Option<u8> = std::env::var("B").ok().and_then(|s| s.parse().ok()); n.unwrap(); }
#[ctor::dtor]
fn fini() { println!("bye"); }
#[no_mangle]
pub extern "C" fn go() { CACHE.with(|c| c.borrow_mut().push(1)); std::thread::spawn(|| ()); }
`
	dir := crate(t, files)
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, viewing)
	e.open(lib, files["src/lib.rs"])
	v := e.view()
	if len(v.Libraries) != 1 || v.More != 0 {
		t.Fatalf("%+v", v)
	}
	l := &v.Libraries[0]
	if l.Name != "plug" || l.Severity == nil || *l.Severity != "error" || l.Built.State != "none" || l.Location == nil || l.Location.Range.Start.Line != 6 {
		t.Errorf("%+v", l)
	}
	var order []string
	for _, s := range l.Sections {
		order = append(order, s.Title)
	}
	if want := []string{"at load", "on its threads", "at unload", "at exit", "left behind", "needs"}; !slices.Equal(order, want) {
		t.Errorf("sections %q", order)
	}
	load := l.in("load")
	if want := []string{"error init", "- quiet"}; !slices.Equal(load.names(), want) {
		t.Errorf("at load %q", load.names())
	}
	var effects []string
	for i := range load.Entries[0].Effects {
		effects = append(effects, said(&load.Entries[0].Effects[i]))
	}
	if len(effects) < 3 || effects[0] != "error Option::unwrap" || effects[1] != "warning println!" {
		t.Errorf("init reaches %q", effects)
	}
	first := load.Entries[0].Effects[0]
	if first.Through != "greet" || first.Level == nil || *first.Level != "reachable" || first.Location.URI != string(uriOf(lib)) || first.Location.Range.Start.Line != 6 {
		t.Errorf("%+v", first)
	}
	if whole := load.Entries[0].Whole; whole == nil || whole.Range.Start.Line > 5 || whole.Range.End.Line < 5 {
		t.Errorf("%+v", whole)
	}
	if got := l.in("unload").names(); len(got) != 1 || !strings.HasSuffix(got[0], " fini") {
		t.Errorf("at unload %q", got)
	}
	if got := strings.Join(l.in("left-behind").names(), "; "); !strings.Contains(got, "warning CACHE: thread-local with a destructor") || !strings.Contains(got, "thread that nothing joins") {
		t.Errorf("left behind %q", got)
	}
	if got := l.in("threads").names(); len(got) != 1 || got[0] != "- thread::spawn" {
		t.Errorf("on its threads %q", got)
	}
	if needs := l.in("needs"); needs.Note == "" {
		t.Error("nothing says that what it needs is not known")
	}
}

// TestLifecycleViewAgrees holds the view of every fixture against what check finds on
// disk: the verdicts, and that no finding of a library is left out or weighs otherwise.
func TestLifecycleViewAgrees(t *testing.T) {
	folders, err := filepath.Glob("../rules/testdata/*/bad*")
	if err != nil || len(folders) < 30 {
		t.Fatalf("%d fixtures: %v", len(folders), err)
	}
	for i, folder := range folders {
		if testing.Short() && i%4 != 0 {
			continue
		}
		dir, err := filepath.Abs(folder)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			e := start(t, slow)
			e.initialize(dir, viewing)
			v := e.view()
			snap := e.server.session.current()
			c, err := snap.analyse(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			places := snap.places()
			shown := map[string]bool{}
			words := map[string]string{}
			for _, l := range v.Libraries {
				for _, p := range l.Platforms {
					words[l.Name+" "+p.Platform] = p.Words
				}
				for _, s := range l.Sections {
					for _, entry := range s.Entries {
						for _, x := range append(entry.Effects, entry.LifecycleEffect) {
							if x.Rule != nil && x.Location != nil {
								shown[fmt.Sprint(l.Name, *x.Rule, *x.Severity, *x.Level, x.Location.URI, x.Location.Range.Start)] = true
							}
						}
					}
				}
			}
			for path, findings := range c.findings {
				for _, f := range findings {
					at := places.span(f.Place).Start
					for _, lib := range f.OwnLibraries() {
						key := fmt.Sprint(lib.Name, f.Rule, f.Severity, f.Evidence.Level, places.uri(path), LifecyclePosition{int(at.Line), int(at.Character)})
						if !shown[key] {
							t.Errorf("%s is not in the view", key)
						}
					}
				}
			}
			for _, res := range c.results {
				for _, tr := range res.Targets {
					for p, verdict := range rules.UnloadVerdicts(res, tr.Target, c.evidence) {
						if got := words[tr.Target.Name+" "+string(p)]; got != verdict.Words() {
							t.Errorf("%s on %s: %q, and check says %q", tr.Target.Name, p, got, verdict.Words())
						}
					}
				}
			}
		})
	}
	for _, k := range unload.Kinds() {
		if k.Words() == "" || rules.LeftBy(k) == nil {
			t.Errorf("nothing says what %s is", k)
		}
	}
}

// TestLifecycleViewIsBounded: an answer has a limit, and what is over it is counted.
func TestLifecycleViewIsBounded(t *testing.T) {
	const roots = 500
	var text strings.Builder
	for i := range roots {
		fmt.Fprintf(&text, "#[ctor::ctor]\nfn init%d() { all(); }\n", i)
	}
	text.WriteString("fn all() {\n")
	for i := range 40 {
		fmt.Fprintf(&text, "std::env::var(\"A%d\").unwrap(); println!(\"{}\", %d);\n", i, i)
	}
	text.WriteString("}\n")
	files := plugin()
	files["src/lib.rs"] = text.String()
	e := start(t)
	e.initialize(crate(t, files), viewing)
	load := e.view().Libraries[0].in("load")
	if n := len(load.Entries) + load.More; n != roots || load.More == 0 {
		t.Errorf("%d roots, %d of them only counted", n, load.More)
	}
	if first := load.Entries[0]; len(first.Effects) != maxEffects || first.More == 0 {
		t.Errorf("%d effects and %d more", len(first.Effects), first.More)
	}
	if m := e.request(lifecycleMethod, nil); len(m.Result) > 4<<20 {
		t.Errorf("%d bytes", len(m.Result))
	}
}

// TestLifecycleViewTurns: the client is told once that the view is another, after it has
// asked for it.
func TestLifecycleViewTurns(t *testing.T) {
	dir := crate(t, plugin())
	lib := filepath.Join(dir, "src", "lib.rs")
	e := start(t)
	e.initialize(dir, viewing)
	e.open(lib, plugin()["src/lib.rs"])
	turned := func(m *received) bool { return m.Method == lifecycleChanged }
	from := e.mark()
	if e.view().Reading {
		e.await(from, "the libraries read", turned)
	}
	if built := e.view().Libraries[0].Built; built.State != "none" || !strings.Contains(built.Text, "no release build was found") {
		t.Errorf("%+v", built)
	}
	var h protocol.Hover
	e.call("textDocument/hover", doc(filepath.Join(dir, "Cargo.toml"), "position", at(6, 15)), &h)
	if !strings.Contains(h.Contents.Value, "from sources: no release build was found") {
		t.Errorf("nothing says what decides: %s", h.Contents.Value)
	}
	from = e.mark()
	e.change(lib, 2, "#[ctor::ctor]\nfn other() {}\n")
	_, told := e.await(from, "another view", turned)
	e.change(lib, 3, "#[ctor::ctor]\nfn third() {}\n")
	e.published(told, lib, "nothing for the last text", func(p *publishParams) bool { return p.Version != nil && *p.Version == 3 })
	if got := e.view().Libraries[0].in("load").names(); !slices.Equal(got, []string{"- third"}) {
		t.Errorf("%q", got)
	}
	for _, m := range e.sofar()[told+1:] {
		if turned(&m) {
			t.Error("told again though nobody asked since")
		}
	}
	e = start(t)
	e.initialize(dir, fullClient)
	e.view()
	from = e.mark()
	e.open(lib, "fn none() {}\n")
	e.published(from, lib, "nothing", func(p *publishParams) bool { return p.Version != nil && len(p.Diagnostics) == 0 })
	if slices.ContainsFunc(e.sofar(), func(m received) bool { return turned(&m) }) {
		t.Error("a client that did not ask for it is told")
	}
}

// TestLifecycleViewOfNothing: plain Rust has no libraries.
func TestLifecycleViewOfNothing(t *testing.T) {
	e := start(t)
	e.initialize(crate(t, map[string]string{"Cargo.toml": "[package]\nname = \"plain\"\nversion = \"0.1.0\"\n", "src/lib.rs": "pub fn f() {}\n"}), viewing)
	if v := e.view(); len(v.Libraries) != 0 {
		t.Errorf("%+v", v)
	}
}
