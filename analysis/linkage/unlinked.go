package linkage

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Unlinked finds the dependencies of library and program targets that register
// code but are named nowhere in what the target links.
func Unlinked(c *corpus.Corpus, roots []*analysis.Root) (out []*analysis.Unlinked) {
	registers := map[*workspace.Package]*analysis.Root{}
	for _, r := range roots {
		if r.Target != nil && links.Linkable(r.Target) && (r.Moment == analysis.Load || r.Moment == analysis.Unload) && r.InSlot {
			if p := r.Target.Package; registers[p] == nil {
				registers[p] = r
			}
		}
	}
	if len(registers) == 0 {
		return nil
	}
	for _, p := range c.Packages {
		if len(p.Targets) == 0 {
			continue
		}
		for _, d := range p.Deps {
			r := registers[d.Resolved()]
			if r == nil || d.Resolved() == p || namedBy(c, p, d.Resolved(), map[*workspace.Package]bool{}) {
				continue
			}
			x := &analysis.Unlinked{Target: p.Targets[0], Dep: d, Place: analysis.Place{File: p.Manifest, Span: d.Span}, Registers: r.Registration, At: r.Place}
			x.Insert, x.LineEnd = useAt(c, p.Targets[0])
			out = append(out, x)
		}
	}
	return out
}

// useAt is in front of the first item of a target's root file: inner attributes
// and comments have to stay on top.
func useAt(a *corpus.Corpus, t *workspace.Target) (at *analysis.Place, end string) {
	c := a.Prog.Crate(t)
	if c == nil {
		return nil, ""
	}
	ast := c.Root.File.AST()
	pos := len(ast.Source)
	if len(ast.Items) > 0 {
		pos = ast.Items[0].Span.Start
		for _, x := range ast.Items[0].Attrs {
			pos = min(pos, x.Span.Start)
		}
		pos = aboveDocs(ast.Source, bytes.LastIndexByte(ast.Source[:pos], '\n')+1)
	} else if pos > 0 && ast.Source[pos-1] != '\n' {
		return nil, ""
	}
	for _, x := range ast.Attrs {
		if x.Span.End > pos {
			return nil, ""
		}
	}
	return &analysis.Place{File: t.Path, Span: rust.Span{Start: pos, End: pos}}, words.LineEnd(ast.Source)
}

// aboveDocs moves a line's start above the item's doc comments.
func aboveDocs(src []byte, at int) int {
	for at > 0 {
		line := bytes.LastIndexByte(src[:at-1], '\n') + 1
		if text := bytes.TrimLeft(src[line:at], " \t"); !bytes.HasPrefix(text, []byte("///")) && !bytes.HasPrefix(text, []byte("/**")) {
			break
		}
		at = line
	}
	return at
}

// namedBy reports whether a package, or one that it names, names dep.
func namedBy(c *corpus.Corpus, p, dep *workspace.Package, seen map[*workspace.Package]bool) bool {
	if p == nil || seen[p] {
		return false
	}
	seen[p] = true
	if !c.ScannedPackage(p) {
		return true // its sources were not read: silence
	}
	for _, d := range p.Deps {
		r := d.Resolved()
		if r == nil {
			continue
		}
		name := strings.ReplaceAll(d.Name, "-", "_")
		named := slices.ContainsFunc(c.Text(p, nil).Files, func(src []byte) bool { return NamesCrate(src, name) })
		if named && (r == dep || r.Member && namedBy(c, r, dep, seen)) {
			return true
		}
	}
	return false
}

// useList matches the end of a text that stands in the first level of a list of imports.
var useList = regexp.MustCompile(`\buse\s*(?:::)?\s*\{[^{};]*(?:\{[^{}]*\}[^{};]*)*$`)

// NamesCrate reports whether code names a crate: in a path that begins with it, as an
// import, or with `extern crate`. A module, variable, field or function of that name is
// none.
func NamesCrate(src []byte, name string) bool {
	found, own := false, false
	words.Each(src, name)(func(at int) bool {
		own = own || words.Last(src[:at]) == "mod"
		return !own
	})
	words.Each(src, name)(func(at int) bool {
		before, after := bytes.TrimRight(src[:at], " \t\r\n"), bytes.TrimLeft(src[at+len(name):], " \t\r\n")
		before, absolute := bytes.CutSuffix(before, []byte("::"))
		if absolute { // `::name` is a crate, `module::name` is not
			before = bytes.TrimRight(before, " \t\r\n")
			if n := len(before); n > 0 && (words.IsIdent(before[n-1]) || before[n-1] == '>') && words.Last(before) != "use" {
				return true
			}
			found = true
			return false
		}
		last := words.Last(before)
		switch {
		case last == "crate": // extern crate
			found = true
		case own || bytes.HasSuffix(before, []byte(".")):
		case bytes.HasPrefix(after, []byte("::")), last == "use" && !bytes.HasPrefix(after, []byte("=")):
			found = true
		case useList.Match(before[max(0, len(before)-4096):]):
			found = true
		}
		return !found
	})
	return found
}
