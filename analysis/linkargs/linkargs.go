// Package linkargs gathers the arguments that reach the linker of a library
// wherever they can stand (build script, build helper, Cargo configuration,
// `link_args` attribute) and answers, in one spelling for GNU ld, LLD, mold,
// Apple's linker and MSVC's, what they make of the library.
//
// A build script is read, not run: an argument under an `if` counts as given, as
// the condition nearly always names the platform that knows the argument.
package linkargs

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Place is a range in a file.
type Place = vfs.Place

// Scope says for which targets of a package an argument is meant.
type Scope string

// The scopes of Cargo's `rustc-link-arg-…` directives.
const (
	All      Scope = ""
	Cdylib   Scope = "cdylib"
	Bins     Scope = "bins"
	Tests    Scope = "tests"
	Examples Scope = "examples"
	Benches  Scope = "benches"
)

// Arg is one argument as it is written, with its place.
type Arg struct {
	// Text is what the linker driver gets: `-Wl,-z,nodelete`, or a whole
	// compiler flag (`-C target-feature=+crt-static`) where Compiler is set.
	Text     string
	Compiler bool
	Place    Place
	Scope    Scope
	// When is the condition it stands under, as written; "" for none.
	When string
	// Via names the build helper that adds it (`napi_build::setup`).
	Via string
	// Source is "build-script", "rustflags" or "attribute". Arguments of two
	// sources never continue each other.
	Source string
}

// GivenOn reports whether the argument is passed for a target. A build script's own
// condition counts as met, see above; what a helper does is known as a cfg.
func (a *Arg) GivenOn(triple string) bool {
	if a.Via == "" || a.When == "" {
		return true
	}
	env, err := cfg.ForTarget(triple, false, "unwind")
	if err != nil {
		return true
	}
	cond, err := cfg.Parse(a.When)
	return err != nil || env.Eval(cond) != cfg.False
}

// Symbol is a function that a linker option makes the loader call.
type Symbol struct {
	Name string
	Fini bool
	*Arg
}

// Script is a version script or list of exports.
type Script struct {
	// Path is as written, with `{…}` where a build script puts something in.
	Path string
	// Kind is "version-script", "exported-symbols" or "def".
	Kind string
	*Arg
}

// Answers says what the arguments make of one target. Nil and empty mean that
// nothing says so.
type Answers struct {
	Args []*Arg
	// NoDelete keeps the library mapped for ever.
	NoDelete *Arg
	// InitFini are functions that run at load or unload with no trace in source.
	InitFini []Symbol
	// Unresolved lets undefined symbols pass the link; Defs refuses them.
	Unresolved []*Arg
	Defs       *Arg
	Scripts    []Script
	// CrtStatic is the last `+crt-static`, unless a later flag takes it back.
	CrtStatic    *Arg
	NoStartFiles *Arg
	// Linker is "lld", "mold" or "gnu-ld" where the arguments choose one, the last
	// choice; gold counts as GNU ld, as it treats startup sections alike.
	Linker string
	// PreferDynamic makes a dylib share libstd.
	PreferDynamic *Arg
	// InitArray names options that reorder or drop startup code (`-z initfirst`).
	InitFirst *Arg
}

// Set is every argument of a package.
type Set struct {
	pkg  *workspace.Package
	args []*Arg
	// Main is where the body of the build script's main begins, or NoMain.
	Main int
}

// NoMain stands for a build script that is absent or has no `fn main`.
const NoMain = -1

// Of gathers the arguments of a package. It reads the build script and the
// sources of workspace packages that the script calls.
func Of(fs vfs.FS, p *workspace.Package) *Set {
	s := &Set{pkg: p, Main: NoMain}
	if p.BuildScript != "" {
		script := newScript(fs, p)
		s.args, s.Main = script.args(), script.main
	}
	if p.Workspace != nil {
		s.args = append(s.args, fromFlags(p.Workspace.Rustflags)...)
	}
	return s
}

// OfWorkspace answers for a target of which nothing but Cargo's configuration is
// known.
func OfWorkspace(ws *workspace.Workspace) *Answers {
	s := &Set{Main: NoMain, args: fromFlags(ws.Rustflags)}
	return s.For(&workspace.Target{})
}

// AddAttributes adds what `#![link_args = "…"]`-like attributes of a source file
// pass on; rustc dropped them in 2022, older ones still honour them.
func (s *Set) AddAttributes(file string, src []byte) {
	s.args = append(s.args, fromAttributes(file, src)...)
}

// For answers for one target.
func (s *Set) For(t *workspace.Target) *Answers {
	a := &Answers{}
	var reader words
	source := ""
	for _, arg := range s.args {
		if !arg.meant(t) {
			continue
		}
		a.Args = append(a.Args, arg)
		if arg.Source != source {
			reader.pending, source = "", arg.Source
		}
		if arg.Compiler {
			a.compilerFlag(arg)
			continue
		}
		for _, w := range split(arg.Text) {
			reader.take(a, arg, w)
		}
	}
	return a
}

// meant reports whether an argument is for a target.
func (a *Arg) meant(t *workspace.Target) bool {
	switch a.Scope {
	case All:
		return true
	case Cdylib:
		return contains(t.CrateTypes, "cdylib")
	case Bins:
		return t.Kind == workspace.TargetBin
	case Examples:
		return t.Kind == workspace.TargetExample
	}
	return false
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// compilerFlag reads a flag of rustc itself.
func (a *Answers) compilerFlag(arg *Arg) {
	name, value, _ := strings.Cut(arg.Text, "=")
	switch name {
	case "linker", "linker-features":
		a.linker(value)
	case "linker-flavor":
		if a.linker(value); value == "gcc" {
			a.Linker = "gnu-ld"
		}
	case "target-feature":
		for _, f := range strings.Split(value, ",") {
			switch f {
			case "+crt-static":
				a.CrtStatic = arg
			case "-crt-static":
				a.CrtStatic = nil
			}
		}
	case "prefer-dynamic":
		a.PreferDynamic = arg
		if value == "no" || value == "n" || value == "off" || value == "false" {
			a.PreferDynamic = nil
		}
	}
}
