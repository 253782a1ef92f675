package names

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Includes says of each `include!` among the items of a file that what it takes in is not
// looked at, where that is so. A file of constants alone does nothing by itself, and one that
// a build makes is not here: these are information.
func (c *Crate) Includes(f *SourceFile) []workspace.Problem {
	var out []workspace.Problem
	var walk func([]*rust.Item)
	walk = func(items []*rust.Item) {
		for _, it := range items {
			if c.env.Enabled(it.Attrs) == cfg.False {
				continue
			}
			if why, looked := c.includes[it]; isInclude(it) && (!looked || why != "") {
				out = append(out, c.included(f, it, why))
			}
			if it.Kind != rust.ItemForeignMod { // declarations, or a header of C++ for cxx
				walk(it.Items)
			}
		}
	}
	walk(f.AST().Items)
	return out
}

// maxIncluded bounds how many files a crate's modules take in.
const maxIncluded = 500

func isInclude(it *rust.Item) bool { return it.Call != nil && lastSeg(it.Call.Path) == "include" }

// addIncludes takes in what each `include!` among a module's items names, as a part of the
// module: what stands in that file is found there.
func (c *Crate) addIncludes(m *Module) {
	if c.Package == nil || !slices.Contains(m.File.Outline.MacroItems, "include") {
		return
	}
	for _, it := range m.items() {
		if !isInclude(it) || c.env.Enabled(it.Attrs) == cfg.False {
			continue
		}
		path, ok := c.includePath(m.File, it.Call)
		if !ok {
			continue
		}
		if c.includes == nil {
			c.includes = map[*rust.Item]string{}
		}
		c.includes[it] = c.takeIn(m, it, path)
	}
}

// takeIn adds a file to a module and says why not, "" if it did.
func (c *Crate) takeIn(m *Module, it *rust.Item, path string) string {
	if !within(c.Package.Dir, path) && (c.Package.Workspace == nil || !within(c.Package.Workspace.Root, path)) {
		return " lies outside the workspace"
	}
	for up := m; up != nil; up = up.Parent {
		if up.File != nil && up.File.Path == path {
			return " includes itself"
		}
	}
	if slices.Contains(m.home().takes, path) {
		return "" // a second time changes nothing
	}
	if c.taken >= maxIncluded || len(c.Modules) >= maxFiles || m.depth() > maxModuleDepth {
		return fmt.Sprintf(": files are taken in more than %d times, or nested too deeply", maxIncluded)
	}
	f := c.open(path)
	if f == nil || c.unread[path] != nil {
		_, err := c.program.fs.ReadFile(path, rust.MaxSource)
		if err == nil {
			err = c.unread[path]
		}
		return ": " + reason(err, path)
	}
	child := &Module{Crate: c, Name: m.Name, Parent: m, File: f, Included: true, Maybe: m.Maybe || c.env.Enabled(it.Attrs) == cfg.Maybe, at: it.Span.Start, macroUse: true}
	c.taken++
	m.home().takes = append(m.home().takes, path)
	m.Children = append(m.Children, child)
	c.addModule(child)
	c.addOutline(child, f.Outline.Mods, filepath.Dir(path))
	c.addIncludes(child)
	return ""
}

func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return dir != "" && err == nil && filepath.IsLocal(rel)
}

// fromManifest is a path below the package's folder, as Cargo gives it.
var fromManifest = regexp.MustCompile(`^[({\[]?\s*concat!\s*\(\s*env!\s*\(\s*"CARGO_MANIFEST_DIR"\s*\)\s*,\s*"(/[^"\\]+)"\s*,?\s*\)\s*,?\s*[)}\]]?$`)

// includePath is the file that an include! names, as far as that is written there.
func (c *Crate) includePath(f *SourceFile, call *rust.MacroCall) (string, bool) {
	text := strings.TrimSpace(call.Text())
	if m := fromManifest.FindStringSubmatch(text); m != nil {
		return filepath.Join(c.Package.Dir, filepath.FromSlash(m[1])), true
	}
	name, ok := literalPath(text)
	if !ok {
		return "", false
	}
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(f.Path), path)
	}
	return filepath.Clean(path), true
}

// IncludesCode reports whether an include! in the place of an expression may take in more
// than data: its file calls something, or cannot be read.
func (c *Crate) IncludesCode(f *SourceFile, call *rust.MacroCall) bool {
	path, ok := c.includePath(f, call)
	if !ok || c.Package == nil {
		return true
	}
	src, err := c.program.fs.ReadFile(path, rust.MaxSource)
	return err != nil || bytes.ContainsAny(rust.Code(src, false), "(!")
}

func (c *Crate) included(f *SourceFile, it *rust.Item, why string) workspace.Problem {
	p := workspace.Problem{Rule: "unread-code", File: f.Path, Span: it.Span, Minor: true,
		Message: "what `include!` takes in is left out: its file is made by a build; what it does is not known"}
	path, ok := c.includePath(f, it.Call)
	if !ok {
		return p
	}
	src, err := c.program.fs.ReadFile(path, rust.MaxSource)
	if why == "" {
		why = " is not looked at as a part of this file"
	}
	if by := c.madeBy(path); err != nil && by != "" {
		p.Message = "what `include!` takes in is left out: " + filepath.Base(path) + " is made by a build, as `" + by + "` has it, and is not here; what it does is not known"
		return p
	}
	p.Message = "what `include!` takes in is left out: " + filepath.Base(path) + why + "; what it does is not known"
	p.Minor = err == nil && !slices.ContainsFunc([]string{"fn ", "#[", "include!"}, func(s string) bool { return bytes.Contains(src, []byte(s)) })
	return p
}

// literalPath reads a macro's arguments that are one string.
func literalPath(tokens string) (string, bool) {
	text := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(tokens), ","))
	text = strings.TrimSpace(strings.Trim(text, "(){}[]"))
	text = strings.TrimPrefix(text, "r")
	hashes := strings.Trim(text, "#")
	if len(hashes) < 2 || hashes[0] != '"' || hashes[len(hashes)-1] != '"' || strings.Contains(hashes[1:len(hashes)-1], `"`) {
		return "", false
	}
	return hashes[1 : len(hashes)-1], true
}
