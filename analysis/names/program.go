// Package names builds module trees and resolves paths as far as syntax allows:
// `use` with renames, globs and re-exports, `self`/`super`/`crate`, `#[path]`,
// edition differences, inherent and trait impls, macro scopes.
//
// Crates load lazily. Loading a crate reads and outlines its files; a file is
// parsed only when a name is looked up in one of its modules. A Program belongs
// to one goroutine, but Preload and SourceFile.AST are safe for concurrent use.
package names

import (
	"context"
	"sort"
	"strconv"
	"strings"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Program holds the crates of one workspace and of what they depend on.
type Program struct {
	ctx     context.Context
	fs      vfs.FS
	table   *effects.Table
	crates  map[string]*Crate // by root source file, or "stub:name"
	byID    []*Crate
	opaque  map[string]bool
	jobs    int
	Missing []workspace.Problem

	cache *Cache
	quick bool
	// lookups counts the names that were looked up in scopes: what the growth of the work
	// is measured by.
	lookups int

	texts   texts
	statMu  sync.Mutex // guards all below
	read    map[string]bool
	parsed  int
	inexact bool
}

// Crate is one library or program with its module tree.
type Crate struct {
	ID      int
	Name    string // as paths of findings show it
	Package *workspace.Package
	Target  *workspace.Target
	Edition string
	Stub    bool
	Root    *Module
	Modules []*Module // in tree order

	program *Program
	env     *cfg.Env
	files   map[string]*SourceFile
	unread  map[string]error // files that are there but cannot be read
	impls   *implIndex
	byMacro map[string][]*Module
	missing []workspace.Problem
	externs map[string]*Def
	// itemMacros counts the item macros that were expanded; itemsCut: a limit left some out.
	itemMacros        int
	itemsCut, treeCut bool
	// includes says of each include! whose file was looked for why it is left out, "" where
	// it was taken in.
	includes map[*rust.Item]string
	taken    int // how many were
}

// SourceFile is one file of a crate.
type SourceFile struct {
	Path    string
	Outline *rust.Outline

	program *Program
	once    sync.Once
	ast     *rust.File
	err     error
}

// Module is one module that the crate's cfg does not switch off.
type Module struct {
	Crate    *Crate
	Name     string
	Parent   *Module
	File     *SourceFile
	Inline   bool
	Body     rust.Span // of an inline one: inside its braces
	Children []*Module
	Maybe    bool // under a cfg that cannot be decided
	// Included is a part of its parent that an include! takes in from another file.
	Included bool
	takes    []string // the files that it takes in, also by others
	macroUse bool
	at       int // where the parent's file declares it
	scope    *Scope
}

// NewProgram returns an empty program that reads through files and parses with up
// to jobs workers.
func NewProgram(ctx context.Context, files vfs.FS, table *effects.Table, jobs int) *Program {
	p := &Program{ctx: ctx, jobs: jobs, fs: files, table: table, crates: map[string]*Crate{}, opaque: map[string]bool{}, read: map[string]bool{}}
	for _, name := range table.Crates() {
		p.opaque[name] = true
	}
	for name, text := range table.Stubs() {
		p.addStub(name, text)
	}
	return p
}

// Counts returns how many files were read and parsed so far.
func (p *Program) Counts() (read, parsed int) {
	p.statMu.Lock()
	defer p.statMu.Unlock()
	return len(p.read), p.parsed
}

// Opaque reports whether a crate is judged by data alone and never followed.
func (p *Program) Opaque(name string) bool { return p.opaque[name] }

// stubFile is a parsed signature stub. Stubs never change, so that one parse
// serves every program of the process.
type stubFile struct {
	once    sync.Once
	outline *rust.Outline
	ast     *rust.File
}

var stubFiles sync.Map // name → *stubFile

func parsedStub(name, text string) *stubFile {
	v, _ := stubFiles.LoadOrStore(name, &stubFile{})
	f := v.(*stubFile)
	f.once.Do(func() {
		f.outline = rust.NewOutline([]byte(text))
		f.ast, _ = rust.Parse(context.Background(), "stub:"+name, []byte(text))
	})
	return f
}

func (p *Program) addStub(name, text string) {
	parsed := parsedStub(name, text)
	f := &SourceFile{Path: "stub:" + name, program: p, Outline: parsed.outline, ast: parsed.ast}
	f.once.Do(func() {})
	c := &Crate{Name: name, Edition: "2021", Stub: true, program: p, env: &cfg.Env{}, files: map[string]*SourceFile{f.Path: f}}
	c.Root = &Module{Crate: c, Name: name, File: f}
	c.addModule(c.Root)
	c.addOutline(c.Root, f.Outline.Mods, "")
	p.register("stub:"+name, c)
}

func (p *Program) register(key string, c *Crate) {
	c.ID = len(p.byID)
	c.impls = newImplIndex(c)
	p.byID = append(p.byID, c)
	p.crates[key] = c
	p.Missing = append(p.Missing, c.missing...)
}

// Stub returns the signature stub of a crate, or nil.
func (p *Program) Stub(name string) *Crate { return p.crates["stub:"+name] }

// Crate returns the crate whose root source file the target names, loading it
// on first use. It is nil where the root cannot be read.
func (p *Program) Crate(t *workspace.Target) *Crate {
	if c, ok := p.crates[t.Path]; ok {
		return c
	}
	c := p.loadGuarded(t)
	if c == nil {
		p.crates[t.Path] = nil
		return nil
	}
	p.register(t.Path, c)
	return c
}

// loadGuarded is load; a panic in it makes the target one that could not be read.
func (p *Program) loadGuarded(t *workspace.Target) (c *Crate) {
	if caught := fault.Catch(func() { c = p.load(t) }); caught != nil {
		c = nil
		p.statMu.Lock()
		defer p.statMu.Unlock()
		p.Missing = append(p.Missing, workspace.Problem{Rule: "internal-error", File: t.Package.Manifest, Span: t.NameSpan,
			Message: "target `" + t.Name + "` is left out, for an error inside cdylib-ls: " + caught.Error()})
	}
	return c
}

// Preload loads the crates of targets with the given number of workers. The
// outcome does not depend on jobs.
func (p *Program) Preload(targets []*workspace.Target, jobs int) {
	loaded := make([]*Crate, len(targets))
	parallel.Do(jobs, len(targets), func(i int) {
		if p.ctx.Err() == nil {
			loaded[i] = p.loadGuarded(targets[i])
		}
	})
	for i, t := range targets {
		if _, ok := p.crates[t.Path]; ok {
			continue
		}
		if loaded[i] == nil {
			p.crates[t.Path] = nil
			continue
		}
		p.register(t.Path, loaded[i])
	}
}

// CrateByMarker returns the crate that an expansion's `$crate` stands for.
func (p *Program) crateByMarker(seg string) *Crate {
	rest, ok := strings.CutPrefix(seg, crateMarker)
	if !ok {
		return nil
	}
	id, err := strconv.Atoi(strings.TrimSuffix(rest, "__"))
	if err != nil || id < 0 || id >= len(p.byID) {
		return nil
	}
	return p.byID[id]
}

const crateMarker = "__crate_"

func (c *Crate) marker() string { return crateMarker + strconv.Itoa(c.ID) + "__" }

func (m *Module) depth() int {
	n := 0
	for m = m.Parent; m != nil; m = m.Parent {
		n++
	}
	return n
}

// home is the module that paths see: the one that takes an included file in.
func (m *Module) home() *Module {
	for m.Included {
		m = m.Parent
	}
	return m
}

// child is the module of that name below m, in an included file too.
func (m *Module) child(name string) *Module {
	for _, ch := range m.Children {
		if ch.Included {
			if in := ch.child(name); in != nil {
				return in
			}
		} else if ch.Name == name {
			return ch
		}
	}
	return nil
}

// Path is the module's path within its crate, "" for the root.
func (m *Module) Path() string {
	if m.Parent == nil {
		return ""
	}
	if m.Included {
		return m.Parent.Path()
	}
	if p := m.Parent.Path(); p != "" {
		return p + "::" + m.Name
	}
	return m.Name
}

// Files returns the crate's files, sorted by path.
func (c *Crate) Files() []*SourceFile {
	var out []*SourceFile
	for _, f := range c.files {
		if f != nil {
			out = append(out, f)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out
}

// Env is the crate's cfg environment.
func (c *Crate) Env() *cfg.Env { return c.env }

// Enabled reports whether the crate's cfg leaves an item in, or may.
func (c *Crate) Enabled(attrs []*rust.Attr) bool {
	return len(attrs) == 0 || c.env.Enabled(attrs) != cfg.False
}

// Program returns the program that holds c.
func (c *Crate) Program() *Program { return c.program }

// Parsed is the file if AST has parsed it, else nil. It must not run beside AST.
func (f *SourceFile) Parsed() *rust.File { return f.ast }

// AST parses the file on first use. It is never nil; a file that cannot be
// parsed has no items, and Err says why.
func (f *SourceFile) AST() *rust.File {
	f.once.Do(func() {
		var src []byte
		if caught := fault.Catch(func() { f.ast, src, f.err = f.program.parse(f.Path) }); caught != nil {
			f.ast, f.err = nil, caught
		}
		if f.err != nil || f.ast == nil {
			f.ast = &rust.File{Source: src}
		}
		f.program.statMu.Lock()
		f.program.parsed++
		f.program.statMu.Unlock()
	})
	return f.ast
}

// Err tells why AST is empty, after AST was called.
func (f *SourceFile) Err() error { return f.err }

func hasAttr(attrs []*rust.Attr, path string) bool {
	for _, a := range attrs {
		if a.Meta != nil && a.Meta.Path == path {
			return true
		}
	}
	return false
}

func attrValue(attrs []*rust.Attr, path string) string {
	for _, a := range attrs {
		if a.Meta != nil && a.Meta.Path == path && a.Meta.HasValue {
			return a.Meta.Value
		}
	}
	return ""
}
