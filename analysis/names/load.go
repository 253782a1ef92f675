package names

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// maxFiles bounds the modules of one crate, maxModuleDepth how deep they nest.
const (
	maxFiles       = 20000
	maxModuleDepth = 100
)

// cutTree reports the first module of a crate that a limit leaves out.
func (c *Crate) cutTree(m *Module, sm *rust.OutlineMod) {
	if c.treeCut {
		return
	}
	c.treeCut = true
	c.leftOut(m, sm, fmt.Errorf("the crate has more than %d modules, or some nested deeper than %d", maxFiles, maxModuleDepth), "")
}

// load reads a crate's module tree. It touches no shared state of the program
// but the counters.
func (p *Program) load(t *workspace.Target) *Crate {
	c := &Crate{Name: strings.ReplaceAll(t.Name, "-", "_"), Package: t.Package, Target: t, Edition: t.Package.Edition,
		program: p, env: t.Package.Env, files: map[string]*SourceFile{}, unread: map[string]error{}}
	if c.env == nil {
		c.env = &cfg.Env{}
	}
	f := c.open(t.Path)
	if f != nil && c.unread[t.Path] != nil {
		p.unreadable(t, c.unread[t.Path])
	}
	if f == nil {
		p.unreadable(t, c.unread[t.Path])
		return nil
	}
	on := c.env.Enabled(f.Outline.Attrs)
	if on == cfg.False { // `#![cfg(…)]` on the whole crate: rustc makes an empty one
		f = emptyFile(f)
		c.files[t.Path] = f
	}
	c.Root = &Module{Crate: c, Name: c.Name, File: f, Maybe: on == cfg.Maybe}
	c.addModule(c.Root)
	c.addOutline(c.Root, f.Outline.Mods, filepath.Dir(t.Path))
	c.addIncludes(c.Root)
	return c
}

// emptyFile is a file with nothing in it at the same path.
func emptyFile(f *SourceFile) *SourceFile {
	out := &SourceFile{Path: f.Path, program: f.program, Outline: &rust.Outline{Alien: f.Outline.Alien}, ast: &rust.File{}}
	out.once.Do(func() {})
	return out
}

func (c *Crate) addModule(m *Module) {
	c.Modules = append(c.Modules, m)
	if c.byMacro == nil {
		c.byMacro = map[string][]*Module{}
	}
	if !m.Inline {
		for _, name := range m.File.Outline.Macros {
			c.byMacro[name] = append(c.byMacro[name], m)
		}
	}
}

// open reads and outlines a file once. It is nil where the file cannot be read.
func (c *Crate) open(path string) *SourceFile {
	if f, ok := c.files[path]; ok {
		return f
	}
	outline, err := c.program.outline(path)
	if err != nil {
		c.files[path] = nil
		if !errors.Is(err, fs.ErrNotExist) {
			c.unread[path] = err
		}
		return nil
	}
	c.program.statMu.Lock()
	c.program.read[path] = true
	c.program.statMu.Unlock()
	f := &SourceFile{Path: path, program: c.program, Outline: outline}
	c.files[path] = f
	if outline.Alien != "" {
		c.unread[path] = errors.New(outline.Alien)
	}
	return f
}

// addOutline adds the modules declared in one file below m. dir is the folder
// in which m's children have their files.
func (c *Crate) addOutline(m *Module, mods []*rust.OutlineMod, dir string) {
	for _, sm := range mods {
		on := c.env.Enabled(sm.Attrs)
		if on == cfg.False {
			continue
		}
		if len(c.Modules) >= maxFiles || m.depth() > maxModuleDepth {
			c.cutTree(m, sm)
			continue
		}
		attrs := c.env.Expand(sm.Attrs)
		child := &Module{Crate: c, Name: sm.Name, Parent: m, Inline: sm.Inline, Maybe: m.Maybe || on == cfg.Maybe, at: sm.Span.Start, macroUse: hasAttr(attrs, "macro_use")}
		override := attrValue(attrs, "path")
		if sm.Inline {
			child.File, child.Body = m.File, sm.Body
			sub := filepath.Join(dir, sm.Name)
			if override != "" {
				sub = filepath.Join(dir, filepath.FromSlash(override))
			}
			m.Children = append(m.Children, child)
			c.addModule(child)
			c.addOutline(child, sm.Mods, sub)
			c.addIncludes(child)
			continue
		}
		c.addFileModule(m, child, sm, dir, override, on)
	}
}

func (c *Crate) addFileModule(m, child *Module, sm *rust.OutlineMod, dir, override string, on cfg.Tri) {
	var paths []string
	if override != "" {
		base := dir
		if !m.Inline {
			base = filepath.Dir(m.File.Path)
		}
		paths = []string{filepath.Join(base, filepath.FromSlash(override))}
	} else {
		paths = []string{filepath.Join(dir, sm.Name+".rs"), filepath.Join(dir, sm.Name, "mod.rs")}
	}
	for i, path := range paths {
		f := c.open(path)
		if f == nil {
			continue
		}
		for up := m; up != nil; up = up.Parent { // a module that includes itself
			if up.File == f {
				c.problem(m, sm, "module `"+sm.Name+"` includes itself through "+filepath.Base(path)+"; change its #[path]")
				return
			}
		}
		inner := c.env.Enabled(f.Outline.Attrs)
		if inner == cfg.False {
			return
		}
		child.Maybe = child.Maybe || inner == cfg.Maybe
		if err := c.unread[path]; err != nil {
			c.leftOut(m, sm, err, path)
		}
		sub := filepath.Join(dir, sm.Name)
		if override != "" || i == 1 {
			sub = filepath.Dir(path)
		}
		child.File = f
		m.Children = append(m.Children, child)
		c.addModule(child)
		c.addOutline(child, f.Outline.Mods, sub)
		c.addIncludes(child)
		return
	}
	for _, path := range paths {
		if err := c.unread[path]; err != nil {
			c.leftOut(m, sm, err, path)
			return
		}
	}
	switch {
	case on != cfg.True || m.Maybe:
	case c.madeBy(paths...) != "":
		c.missing = append(c.missing, workspace.Problem{Rule: "missing-module", File: m.File.Path, Span: sm.Span, Minor: true,
			Message: "module `" + sm.Name + "` is left out: its file is made by a build, as `" + c.madeBy(paths...) + "` has it, and is not here; what it does is not known"})
	case len(paths) == 1:
		c.problem(m, sm, "module `"+sm.Name+"` has no file: "+baseNames(paths)[0]+" cannot be read; create it or remove the declaration")
	default:
		c.problem(m, sm, "module `"+sm.Name+"` has no file: neither "+strings.Join(baseNames(paths), " nor ")+" can be read; create it or remove the declaration")
	}
}

// madeBy is the file that says of a missing one that builds make it, "" for none:
// .gitignore, or the build script, where it names that file or the folder it lies in.
func (c *Crate) madeBy(paths ...string) string {
	if slices.ContainsFunc(paths, func(p string) bool { return workspace.Ignored(c.program.fs, p) }) {
		return ".gitignore"
	}
	if c.Package == nil || c.Package.BuildScript == "" {
		return ""
	}
	src, err := c.program.fs.ReadFile(c.Package.BuildScript, rust.MaxSource)
	if err != nil {
		return ""
	}
	text := rust.Code(src, true)
	names := func(path string) bool { // as the end of a string
		return bytes.Contains(text, []byte(`"`+path+`"`)) || bytes.Contains(text, []byte(`/`+path+`"`))
	}
	for _, p := range paths {
		dir, err := filepath.Rel(c.Package.Dir, filepath.Dir(p))
		if err == nil && (names(filepath.Base(p)) || filepath.IsLocal(dir) && filepath.Dir(dir) != "." && names(filepath.ToSlash(dir))) {
			return filepath.Base(c.Package.BuildScript)
		}
	}
	return ""
}

func (c *Crate) problem(m *Module, sm *rust.OutlineMod, msg string) {
	c.missing = append(c.missing, workspace.Problem{Rule: "missing-module", File: m.File.Path, Span: sm.Span, Message: msg})
}

// leftOut reports a module whose file is there and cannot be read.
func (c *Crate) leftOut(m *Module, sm *rust.OutlineMod, err error, path string) {
	c.missing = append(c.missing, workspace.Problem{Rule: "unread-code", File: m.File.Path, Span: sm.Span, Minor: !c.ours(),
		Message: "module `" + sm.Name + "` is left out: " + reason(err, path) + "; what it does is not known"})
}

// ours reports a crate that the user can mend.
func (c *Crate) ours() bool {
	return c.Package != nil && (c.Package.Member || c.Package.Source == "path")
}

// unreadable reports a target whose root file is there but cannot be read; a
// file that is missing is reported by package workspace.
func (p *Program) unreadable(t *workspace.Target, err error) {
	if err == nil {
		return
	}
	p.statMu.Lock()
	defer p.statMu.Unlock()
	p.Missing = append(p.Missing, workspace.Problem{Rule: "unread-code", File: t.Package.Manifest, Span: t.NameSpan, Minor: !t.Package.Member && t.Package.Source != "path",
		Message: "target `" + t.Name + "` is left out: " + filepath.Base(t.Path) + ": " + reason(err, t.Path) + "; what it does is not known"})
}

// reason is an error's text without the operation and the path, which the
// finding's own place shows.
func reason(err error, path string) string {
	_, text, ok := strings.Cut(err.Error(), path+": ")
	if !ok {
		return err.Error()
	}
	return text
}

// Unparsed lists the files that were read but could not be parsed.
func (p *Program) Unparsed() []workspace.Problem {
	var out []workspace.Problem
	for _, c := range p.Loaded() {
		if c.Package == nil || !c.Package.Member {
			continue
		}
		for _, f := range c.Files() {
			if f.err != nil && p.ctx.Err() == nil {
				out = append(out, workspace.Problem{Rule: unparsedRule(f.err), File: f.Path, Message: "the file is left out: " + reason(f.err, f.Path) + "; split it, or put it under `exclude`"})
			}
		}
	}
	return out
}

func unparsedRule(err error) string {
	var caught *fault.Panic
	if errors.As(err, &caught) {
		return "internal-error"
	}
	return "unread-code"
}

func baseNames(paths []string) []string {
	var out []string
	for i, p := range paths {
		if i == 1 {
			p = filepath.Join(filepath.Base(filepath.Dir(p)), filepath.Base(p))
		} else {
			p = filepath.Base(p)
		}
		out = append(out, "`"+filepath.ToSlash(p)+"`")
	}
	return out
}
