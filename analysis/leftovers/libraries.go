package leftovers

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/flow"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// library follows a handle within its function: where it ends there, the symbols that
// are taken out of it must end too.
func (u *unloader) library(b *syntax.Body, n *calls.Node, s *calls.Site) {
	path := b.CallAt(s.Span)
	if path == nil {
		return
	}
	sp, fresh := u.spot("library", b, n, s)
	if !fresh {
		return
	}
	f := flow.New(u.Corpus, u.crate, u.libs, false, s.Row.Value.Ends...)
	f.Border = true
	var symbols [][]syntax.Ancestor
	f.Symbol = func(path []syntax.Ancestor) { symbols = append(symbols, path) }
	e := f.From(b, path, -1)
	byHand := strings.HasPrefix(s.Row.Path, "libc::") // the handle is a number: dropping it closes nothing
	if e.Is == flow.Escapes || e.Is == flow.Leaked || byHand && e.Is != flow.Ended {
		return
	}
	for _, symbol := range symbols {
		g := flow.New(u.Corpus, u.crate, u.libs, false)
		g.Border, g.Copies = true, true
		if !f.Stored {
			g.After = closedAt(e.Is == flow.Ended, e.At, path, b)
		}
		g.Makes = u.givesObjects(b, symbol)
		h := flow.Held{How: flow.Owned, Part: -1, Raw: !strings.HasPrefix(s.Row.Path, "libloading::")}
		if kept := g.Out(b, symbol, h); kept.Is == flow.Leaked {
			u.out.Closed = append(u.out.Closed, &analysis.ClosedLibrary{Spot: sp, Kept: kept.At, Holder: kept.Name, End: e.At,
				Effect: &analysis.Effect{What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}})
			return
		}
	}
}

// closedAt is the offset behind which a library is closed: behind the call that closes
// it, or behind the block of the `let` that the path leads to; 0 where that is not known.
func closedAt(byCall bool, end *analysis.Place, path []syntax.Ancestor, b *syntax.Body) int {
	if byCall && end != nil && b.Block != nil && b.Block.Span.Start <= end.Span.Start && end.Span.End <= b.Block.Span.End {
		return end.Span.End
	}
	for i := len(path) - 1; i >= 0 && !byCall; i-- {
		if path[i].Stmt != nil && path[i].Stmt.Kind == rust.StmtLet {
			return path[i].Block.Span.End
		}
	}
	return 0
}

// objects is a type of functions that give a trait object.
var objects = regexp.MustCompile(`\bfn\s*\([^()]*\)\s*->[^;,{}]*\bdyn\s`)

// givesObjects reports a symbol of a function that gives trait objects, as its statement or an
// alias that stands there says: the vtable of such an object is in the library.
func (u *unloader) givesObjects(b *syntax.Body, path []syntax.Ancestor) bool {
	src := b.Def.Scope.Module.File.AST().Source
	for i := len(path) - 1; i >= 0; i-- {
		st := path[i].Stmt
		if st == nil {
			continue
		}
		if st.Span.End > len(src) || st.Span.Start >= st.Span.End {
			return false
		}
		text := string(src[st.Span.Start:st.Span.End])
		if objects.MatchString(text) {
			return true
		}
		for _, word := range typeNames.FindAllString(text, 20) {
			d := b.Def.Scope.Lookup(word, names.Types)
			if d == nil || d.Item == nil || d.Scope == nil || d.Scope.Module.File == nil {
				continue
			}
			if in, sp := d.Scope.Module.File.AST().Source, d.Item.Span; d.Kind == names.DefAlias && sp.End <= len(in) && sp.Start < sp.End && objects.Match(in[sp.Start:sp.End]) {
				return true
			}
		}
		return false
	}
	return false
}

var (
	typeNames   = regexp.MustCompile(`\b[A-Z]\w*`)
	objectTrait = regexp.MustCompile(`\bfn\s*\([^()]*\)\s*->[^;,{}]*\bdyn\s+(?:\w+::)*(\w+)`)
	fieldObject = regexp.MustCompile(`\bdyn\s+(?:\w+::)*(\w+)`)
)

// fieldOrder finds structs that drop a library before the objects that were made by it:
// fields are dropped in the order of their declaration.
func (u *unloader) fieldOrder() {
	for _, m := range slices.Clone(u.crate.Modules) {
		if m.File == nil {
			continue
		}
		src, err := u.Prog.Text(m.File.Path)
		if err != nil || !words.Contains(src, "Library") || !objectTrait.Match(src) {
			continue
		}
		made := map[string]bool{}
		for _, t := range objectTrait.FindAllSubmatch(rust.Code(src, true), -1) {
			made[string(t[1])] = true
		}
		for _, d := range slices.Clone(m.Scope().Items) {
			if d.Kind == names.DefAdt && d.Item != nil && d.Item.Adt != nil && len(d.Item.Adt.Variants) == 1 {
				u.orderOf(d, m.File.AST().Source, made)
			}
		}
	}
}

func (u *unloader) orderOf(d *names.Def, src []byte, made map[string]bool) {
	first := ""
	for _, f := range d.Item.Adt.Variants[0].Fields {
		if f.Type == nil || f.Type.Span.End > len(src) || f.Type.Span.Start >= f.Type.Span.End {
			continue
		}
		text := string(src[f.Type.Span.Start:f.Type.Span.End])
		switch t := fieldObject.FindStringSubmatch(text); {
		case words.Contains([]byte(text), "ManuallyDrop"):
		case first == "" && u.isLibrary(d.Scope, f.Type, 0):
			first = f.Name
		case first != "" && t != nil && made[t[1]] && !strings.Contains(text, "&"):
			place := analysis.Place{File: d.Scope.Module.File.Path, Span: d.Item.NameSpan}
			if u.takenApart(d, f.Name) || !u.once("order", place) {
				return
			}
			u.out.Closed = append(u.out.Closed, &analysis.ClosedLibrary{First: first, Later: f.Name, Holder: d.Name,
				Spot: analysis.Spot{Place: place, In: d.LocalPath(), Package: u.crate.Package, Libraries: u.libs}})
			return
		}
	}
}

// takenApart reports a type whose `Drop` empties a field itself.
func (u *unloader) takenApart(d *names.Def, field string) bool {
	for _, im := range slices.Clone(u.crate.Impls()) {
		drop := im.Fns["drop"]
		if drop == nil || im.TraitName() != "Drop" || im.Self() != d || drop.Item.Fn.Body == nil {
			continue
		}
		src, sp := im.Scope.Module.File.AST().Source, drop.Item.Fn.Body.Span
		if sp.End <= len(src) && words.Contains(rust.Code(src[sp.Start:sp.End], false), field) {
			return true
		}
	}
	return false
}

// isLibrary reports a type that is or holds a handle which closes its library.
func (u *unloader) isLibrary(s *names.Scope, t *rust.Type, depth int) bool {
	if t == nil || t.Path == nil || depth > 4 {
		return false
	}
	if d, rest := u.Prog.Resolve(s, t.Path, names.Types); d != nil && len(rest) == 0 {
		crate, _, _ := strings.Cut(d.Path(), "::")
		if words.LastSegment(d.Path()) == "Library" && slices.Contains([]string{"libloading", "dlopen", "dlopen2"}, crate) {
			return true
		}
	}
	for _, seg := range t.Path.Segs {
		for _, a := range seg.Args {
			if u.isLibrary(s, a, depth+1) {
				return true
			}
		}
	}
	return false
}
