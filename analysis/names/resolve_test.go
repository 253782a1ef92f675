package names

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// open loads one crate with the given files below src.
func open(t *testing.T, edition string, files map[string]string) *Crate {
	t.Helper()
	dir := t.TempDir()
	files["../Cargo.toml"] = "[package]\nname = \"k\"\nversion = \"1.0.0\"\nedition = \"" + edition + "\"\n[dependencies]\nctor = \"0.2\"\nother = { version = \"1\", package = \"real-name\" }\n"
	for name, text := range files {
		path := filepath.Join(dir, "src", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	set, err := workspace.Load(ctx, vfs.Disk{}, []string{dir}, workspace.Options{CargoHome: dir})
	if err != nil {
		t.Fatal(err)
	}
	table, err := effects.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return NewProgram(ctx, vfs.Disk{}, table, 1).Crate(set.Workspaces[0].Packages[0].Targets[0])
}

func parsePath(text string) *rust.Path {
	p := &rust.Path{}
	if rest, ok := strings.CutPrefix(text, "::"); ok {
		p.Global, text = true, rest
	}
	for _, s := range strings.Split(text, "::") {
		p.Segs = append(p.Segs, rust.Seg{Name: s})
	}
	return p
}

// TestResolve: what paths mean in the crate root, and what is left of them.
func TestResolve(t *testing.T) {
	c := open(t, "2021", map[string]string{
		"lib.rs": "mod a; use a::{f as g, *}; pub use a::b::Deep; use std::sync as sy; type Al = Deep; use self::cycle::x; mod cycle { pub use super::x; }\n" +
			"pub fn both() {} pub mod both {} pub enum E { V } pub struct S; fn own() {} static own2: u8 = 1; extern crate std as st; mod std2 { pub fn f() {} }",
		"a.rs":   "pub mod b; pub fn f() {} pub fn globbed() {} fn hidden_but_seen() {} pub use crate::own as back;",
		"a/b.rs": "pub struct Deep; impl Deep { pub fn new() {} } pub fn up() { }",
	})
	s := c.Root.Scope()
	for _, x := range []struct {
		path string
		ns   Namespace
		want string // "" where nothing is known
		rest int
	}{
		{"a::f", Values, "k::a::f", 0},
		{"g", Values, "k::a::f", 0},
		{"f", Values, "k::a::f", 0}, // through the glob
		{"globbed", Values, "k::a::globbed", 0},
		{"Deep::new", Values, "k::a::b::Deep", 1},
		{"Al::new", Values, "k::Al", 1},
		{"b::Deep", Types, "k::a::b::Deep", 0},
		{"crate::a::b::up", Values, "k::a::b::up", 0},
		{"self::a::back", Values, "k::own", 0},
		{"both", Values, "k::both", 0},
		{"both", Types, "k::both", 0},
		{"E::V", Values, "k::E::V", 0},
		{"S", Values, "k::S", 0},
		{"x", Values, "", 0}, // a cycle of imports
		{"nothing", Values, "", 0},
		{"sy::Mutex", Types, "std::sync::Mutex", 0},
		{"st::sync::Mutex", Types, "std::sync::Mutex", 0},
		{"::std::sync::Mutex", Types, "std::sync::Mutex", 0},
		{"core::option::Option", Types, "std::option::Option", 0},
		{"Option", Types, "std::option::Option", 0},
		{"Some", Values, "std::option::Option::Some", 0},
		{"other::thing", Values, "real_name::thing", 0},
		{"u8", Types, "u8", 0},
		{"super::x", Values, "", 0},
	} {
		d, rest := c.Program().Resolve(s, parsePath(x.path), x.ns)
		if d.Path() != x.want || len(rest) != x.rest {
			t.Errorf("%s: %q and %d more, want %q and %d", x.path, d.Path(), len(rest), x.want, x.rest)
		}
	}
	if d, _ := c.Program().Resolve(s, parsePath("both"), Values); d == nil || d.Kind != DefFn {
		t.Errorf("the value `both` is %+v", d)
	}
}

// TestEdition2015 paths of use start at the crate root.
func TestEdition2015(t *testing.T) {
	c := open(t, "2015", map[string]string{"lib.rs": "mod m { pub fn f() {} pub mod n { use m::f; pub fn g() { f() } } }"})
	n := c.Root.Children[0].Children[0].Scope()
	if d := n.Lookup("f", Values); d.Path() != "k::m::f" {
		t.Errorf("f is %q", d.Path())
	}
	if d, _ := c.Program().Resolve(n, parsePath("::m::f"), Values); d.Path() != "k::m::f" {
		t.Errorf("::m::f is %q", d.Path())
	}
}

// TestResolveMacro: textual scope goes before std, paths find exported ones.
func TestResolveMacro(t *testing.T) {
	c := open(t, "2021", map[string]string{"lib.rs": "use ctor::ctor as start; macro_rules! println { () => {} } mod m { #[macro_export] macro_rules! out { () => {} } } use std::eprintln as say;"})
	s := c.Root.Scope()
	end := rust.Span{Start: 1 << 20}
	for path, want := range map[string]string{"println": "k::println", "crate::out": "k::m::out", "std::println": "std::println", "start": "ctor::ctor", "say": "std::eprintln", "format": "std::format", "none": ""} {
		p := parsePath(path)
		p.Span = end
		if d := c.Program().ResolveMacro(s, p); d.Path() != want {
			t.Errorf("%s! is %q, want %q", path, d.Path(), want)
		}
	}
	if d := c.Program().ResolveMacro(s, parsePath("println")); d.Path() != "std::println" {
		t.Errorf("above its definition println! is %q", d.Path())
	}
}

// TestLazyFiles: impls for one type do not parse the files of others.
func TestLazyFiles(t *testing.T) {
	c := open(t, "2021", map[string]string{"lib.rs": "mod a; mod b; mod c;",
		"a.rs": "pub struct Alpha; impl Alpha { pub fn new() {} }", "b.rs": "pub struct Beta; impl Beta { pub fn new() {} }", "c.rs": "pub trait New { fn new(); } impl<T> New for T { fn new() {} }"})
	if got := c.ImplsWithFn("new", "Alpha"); len(got) != 2 {
		t.Errorf("%d impls for Alpha", len(got))
	}
	if _, parsed := c.Program().Counts(); parsed != 2 {
		t.Errorf("%d files parsed, want a.rs and c.rs", parsed)
	}
	if got := c.ImplsWithFn("new", ""); len(got) != 3 {
		t.Errorf("%d impls with new", len(got))
	}
}
