// Package leftovers is the fifth stage. It gathers what a library leaves behind when it is
// unloaded: thread-locals, threads, callbacks, unflushed output. Every body counts that is
// compiled into the library, reached from a root or not.
package leftovers

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/roots"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What of a library outlives its unloading is not asked along chains from a
// root: framework exports and callbacks make reachability by syntax a guess, so
// everything that is compiled into the library counts (the artifact can say
// more). These facts are therefore gathered body by body.

// Gather gathers the facts of every crate that a library links.
func Gather(c *corpus.Corpus, loaded map[*workspace.Target]*analysis.Loading, found *roots.Found) analysis.UnloadFacts {
	u := &unloader{seen: map[string]bool{}, pools: map[string]bool{}, callers: mention.NewCallers(c)}
	for _, crate := range c.Crates {
		if c.Ctx.Err() != nil {
			return analysis.UnloadFacts{}
		}
		libs := concerned(links.Libraries(c.LinkedBy(crate)), loaded)
		if len(libs) == 0 {
			continue
		}
		u.enter(linked{c, crate, libs}, found)
		c.Guard(crate.Package, func() {
			u.look()
			if unloaded(loaded, libs) {
				u.dropped()
			}
		})
	}
	c.Guard(nil, func() { u.out.Callbacks = append(u.out.Callbacks, foreignCallbacks(c)...) })
	mask(c, u.maskable)
	u.finish()
	return u.out
}

// concerned are the libraries that a loader maps on the platforms that are judged, those
// that a host may unload first: what is said names the first.
func concerned(libs []*workspace.Target, loaded map[*workspace.Target]*analysis.Loading) []*workspace.Target {
	var first, last []*workspace.Target
	for _, t := range libs {
		switch l := loaded[t]; {
		case l == nil || !l.NeverUnloads():
			first = append(first, t)
		case l.Unload() == "never" || !l.Host.Elsewhere:
			last = append(last, t)
		}
	}
	return append(first, last...)
}

// linked is a crate with the libraries that link it.
type linked struct {
	*corpus.Corpus
	crate *names.Crate
	libs  []*workspace.Target
}

// unloader walks the bodies of one crate after another. What it asks of a crate as a whole
// is not its own: see namer, takeback, guardSearch and masker.
type unloader struct {
	linked
	named *namer
	takes *takeback
	seen  map[string]bool
	pools map[string]bool // crates whose own pool some use started, by package
	out   analysis.UnloadFacts
	// maskable are the facts whose masking is looked for at the end.
	maskable []maskable
	callers  *mention.Callers
}

// enter turns to a crate.
func (u *unloader) enter(l linked, found *roots.Found) {
	u.linked, u.named = l, &namer{linked: l}
	u.takes = &takeback{u.named, found}
}

func (u *unloader) look() {
	for _, m := range slices.Clone(u.crate.Modules) {
		if m.File == nil {
			continue
		}
		if t := triggers(u.Scans, m.File.Path); t != 0 {
			u.scope(m.Scope(), t, 0)
		}
	}
	for _, im := range slices.Clone(u.crate.Impls()) {
		if t := triggers(u.Scans, im.Scope.Module.File.Path); t != 0 {
			for _, d := range names.InOrder(im.Fns) {
				u.def(d, t, 0)
			}
		}
	}
	s := &guardSearch{linked: u.linked, calls: u.named.calls, once: u.once}
	s.guards()
	u.out.Guards = append(u.out.Guards, s.out...)
	u.fieldOrder()
}

// scope looks at the items of a module or block.
func (u *unloader) scope(s *names.Scope, t words.Class, depth int) {
	if t&scan.LocalWord != 0 {
		u.threadLocals(s)
	}
	for _, d := range slices.Clone(s.Items) {
		if d.Item == nil {
			continue
		}
		if d.Kind == names.DefTrait {
			for _, it := range d.Item.Items {
				if fn := d.TraitFn(it.Name); fn != nil && it.Fn != nil && it.Fn.Body != nil {
					u.def(fn, t, depth)
				}
			}
			continue
		}
		u.def(d, t, depth)
	}
}

// def looks at one function, static or const whose text may do something.
func (u *unloader) def(d *names.Def, file words.Class, depth int) {
	t := u.defTriggers(d, file)
	if t == 0 || depth > 8 || names.IsTest(d.Item.Attrs) {
		return
	}
	b := &syntax.Body{Def: d}
	switch {
	case d.Kind == names.DefFn && d.Item.Fn.Body != nil:
		b.Block, b.Node = d.Item.Fn.Body, nil
	case (d.Kind == names.DefStatic || d.Kind == names.DefConst) && d.Item.Static != nil && d.Item.Static.Init != nil:
		b.Init = d.Item.Static.Init
	default:
		return
	}
	inner := func(blk *rust.Block) { u.block(d, blk, t, depth) }
	var may func([]byte) bool
	if t&^scan.StaticWord == 0 { // nothing to find but in the impls that it enters
		may = scan.EntersNames
	}
	if b.Block != nil {
		b.Block.Blocks(may, inner)
	} else {
		b.Init.Blocks(may, inner)
	}
	if t&^(scan.LocalWord|scan.StaticWord) == 0 {
		return
	}
	if b.Block != nil {
		b.Node = u.Graph.Node(d)
	} else {
		b.Node = u.Graph.Init(d)
	}
	if b.Node != nil {
		u.sites(b, b.Node, 0)
	}
}

// block looks at the items and thread-locals that a block declares.
func (u *unloader) block(d *names.Def, blk *rust.Block, t words.Class, depth int) {
	s := u.Prog.BlockScope(d.Scope, blk)
	if s != nil {
		u.scope(s, t, depth+1)
		for _, st := range blk.Statements() {
			if st.Kind == rust.StmtItem && st.Item.Impl != nil {
				u.blockImpl(s, st.Item, t, depth)
			}
		}
	} else {
		s = d.Scope
	}
	if t&scan.LocalWord == 0 {
		return
	}
	for _, st := range blk.Statements() {
		if st.Kind == rust.StmtExpr && st.Expr != nil && st.Expr.Kind == rust.ExprMacro && st.Expr.Macro != nil {
			u.threadLocalMacro(s, st.Expr.Macro)
		}
	}
}

func (u *unloader) blockImpl(s *names.Scope, it *rust.Item, t words.Class, depth int) {
	for _, im := range slices.Clone(u.crate.Impls()) {
		if im.Item == it && im.Scope == s {
			for _, d := range names.InOrder(im.Fns) {
				u.def(d, t, depth+1)
			}
		}
	}
}

// sites looks at the effects of a body and of the closures in it.
func (u *unloader) sites(b *syntax.Body, n *calls.Node, depth int) {
	for _, s := range n.Sites {
		if s.Row == nil || !s.Row.InEveryBody() {
			continue
		}
		if v := s.Row.Value; v != nil && v.Is == "library" {
			u.library(b, n, s)
		} else if v != nil && v.Is == "guard" {
			u.guard(b, n, s)
		}
		for _, k := range s.Row.Kinds {
			switch k {
			case analysis.ThreadSpawn, analysis.RawThread, analysis.Runtime:
				u.thread(b, n, s, k)
			case analysis.ThreadCurrent:
				u.current(b, n, s)
			case analysis.ExitCallback, analysis.SignalHandler, analysis.TLSKey, analysis.HostCallback:
				u.callback(b, n, s, k)
			case analysis.Stdio:
				u.print(b, n, s)
			case effects.MayPin:
				if sp, is := u.spot("wait", b, n, s); is {
					u.out.Waits = append(u.out.Waits, &analysis.Wait{Spot: sp, Path: s.Row.Path})
				}
			}
		}
	}
	if depth < 40 {
		for _, c := range n.Within {
			u.sites(b, c, depth+1)
		}
	}
}

// spot describes a site; false where it was described before or is in a
// dependency's text.
func (u *unloader) spot(kind string, b *syntax.Body, n *calls.Node, s *calls.Site) (analysis.Spot, bool) {
	sp := analysis.Spot{Place: analysis.Place{File: n.File.Path, Span: s.Span}, In: b.Def.LocalPath(), Package: u.crate.Package, Libraries: u.callers.Of(b.Def, u.libs)}
	if s.Origin != nil {
		sp.Inner = &analysis.Place{File: s.Origin.DefFile, Span: s.Origin.Body}
	}
	return sp, u.once(kind, sp.Place)
}

func (u *unloader) once(kind string, p analysis.Place) bool {
	key := kind + "|" + syntax.PlaceKey(p)
	if u.seen[key] {
		return false
	}
	u.seen[key] = true
	return true
}

// finish puts the facts in order.
func (u *unloader) finish() {
	analysis.SortByPlace(u.out.ThreadLocals, func(x *analysis.ThreadLocal) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Threads, func(x *analysis.Thread) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Currents, func(x *analysis.CurrentThread) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Callbacks, func(x *analysis.Callback) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Prints, func(x *analysis.Print) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Waits, func(x *analysis.Wait) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Guards, func(x *analysis.Guard) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Closed, func(x *analysis.ClosedLibrary) analysis.Place { return x.Place })
	analysis.SortByPlace(u.out.Statics, func(x *analysis.DroppedStatic) analysis.Place { return x.Place })
}
