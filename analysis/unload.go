package analysis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What of a library outlives its unloading is not asked along chains from a
// root: framework exports and callbacks make reachability by syntax a guess, so
// everything that is compiled into the library counts (the artifact can say
// more). These facts are therefore gathered body by body.

// Spot is a call or declaration in code that a library links.
type Spot struct {
	// Place is where a finding stands; Inner the true site within a macro.
	Place Place
	Inner *Place
	// In is the function that holds the spot, as a path within its crate.
	In      string
	Package *workspace.Package
	// Libraries are the workspace's cdylibs and dylibs that link the spot's
	// crate; never empty for facts that concern unloading.
	Libraries []*workspace.Target
}

// UnloadFacts are the facts about what a library leaves behind. Every list is
// sorted by file and place.
type UnloadFacts struct {
	ThreadLocals []*ThreadLocal
	Threads      []*Thread
	Currents     []*CurrentThread
	Callbacks    []*Callback
	Prints       []*Print
	// Guards are values that write something out where they are dropped and that
	// nothing drops; Closed are libraries that end while symbols of them are kept.
	Guards []*Guard
	Closed []*ClosedLibrary
	// Waits may register a destructor of std's own on the thread that waits.
	Waits []*Wait
	// Statics with drop glue; only of packages configured as unloading.
	Statics []*DroppedStatic
}

// Wait is a call that keeps the library mapped for its thread if it has to wait.
type Wait struct {
	Spot
	Path string // of the function
}

// unload gathers the facts of every crate that a library links.
func (a *analyzer) unload() {
	u := &unloader{analyzer: a, seen: map[string]bool{}, pools: map[string]bool{}, texts: a.texts}
	for _, c := range a.crates {
		if a.ctx.Err() != nil {
			return
		}
		libs := libraries(a.linkedBy(c))
		if len(libs) == 0 {
			continue
		}
		u.crate, u.libs = c, libs
		a.guard(c.Package, func() {
			u.look()
			if a.unloaded(libs) {
				u.dropped()
			}
		})
	}
	a.guard(nil, u.foreign)
	u.mask()
	u.finish()
	a.texts = u.texts
	a.facts = u.out
}

// unloaded reports whether host or configuration of one of the libraries say that
// it is unloaded, and nothing keeps it loaded all the same: what it drops or
// leaks per reload is of interest only then.
func (a *analyzer) unloaded(libs []*workspace.Target) bool {
	return slices.ContainsFunc(libs, func(t *workspace.Target) bool {
		l := a.loaded[t]
		return l != nil && l.IsUnloaded() && len(l.Pins) == 0 && (l.Link == nil || l.Link.NoDelete == nil)
	})
}

// forgetStatics takes the mark of files with statics back where no library is
// known to be unloaded: the scan does not know yet who loads them.
func (a *analyzer) forgetStatics() {
	for _, sc := range a.scans {
		if a.unloaded(a.linked[sc.pkg.Manifest]) {
			continue
		}
		for path, t := range sc.unload {
			if t &^= staticWord; t == 0 {
				delete(sc.unload, path)
			} else {
				sc.unload[path] = t
			}
		}
	}
}

func libraries(targets []*workspace.Target) []*workspace.Target {
	var out []*workspace.Target
	for _, t := range targets {
		if t.Unloadable() {
			out = append(out, t)
		}
	}
	return out
}

// unloader gathers the facts of one crate after another.
type unloader struct {
	*analyzer
	crate  *names.Crate
	libs   []*workspace.Target
	seen   map[string]bool
	called map[crateWord]bool
	pools  map[string]bool // crates whose own pool some use started, by package
	out    UnloadFacts
	// maskable are the facts whose masking is looked for at the end.
	maskable []maskable
	texts    map[textKey]*packageText
}

func (u *unloader) look() {
	for _, m := range slices.Clone(u.crate.Modules) {
		if m.File == nil {
			continue
		}
		if t := u.triggers(m.File.Path); t != 0 {
			u.scope(m.Scope(), t, 0)
		}
	}
	for _, im := range slices.Clone(u.crate.Impls()) {
		if t := u.triggers(im.Scope.Module.File.Path); t != 0 {
			for _, d := range sorted(im.Fns) {
				u.def(d, t, 0)
			}
		}
	}
	u.guards()
}

// scope looks at the items of a module or block.
func (u *unloader) scope(s *names.Scope, t words.Class, depth int) {
	if t&localWord != 0 {
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
	if t == 0 || depth > 8 || isTest(d.Item.Attrs) {
		return
	}
	b := &body{def: d}
	switch {
	case d.Kind == names.DefFn && d.Item.Fn.Body != nil:
		b.block, b.node = d.Item.Fn.Body, nil
	case (d.Kind == names.DefStatic || d.Kind == names.DefConst) && d.Item.Static != nil && d.Item.Static.Init != nil:
		b.init = d.Item.Static.Init
	default:
		return
	}
	inner := func(blk *rust.Block) { u.block(d, blk, t, depth) }
	var may func([]byte) bool
	if t&^staticWord == 0 { // nothing to find but in the impls that it enters
		may = entersNames
	}
	if b.block != nil {
		b.block.Blocks(may, inner)
	} else {
		b.init.Blocks(may, inner)
	}
	if t&^(localWord|staticWord) == 0 {
		return
	}
	if b.block != nil {
		b.node = u.graph.Node(d)
	} else {
		b.node = u.graph.Init(d)
	}
	if b.node != nil {
		u.sites(b, b.node, 0)
	}
}

// block looks at the items and thread-locals that a block declares.
func (u *unloader) block(d *names.Def, blk *rust.Block, t words.Class, depth int) {
	s := u.prog.BlockScope(d.Scope, blk)
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
	if t&localWord == 0 {
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
			for _, d := range sorted(im.Fns) {
				u.def(d, t, depth+1)
			}
		}
	}
}

// body is a function or an initialiser under the eye of the gatherer.
type body struct {
	def   *names.Def
	node  *calls.Node
	block *rust.Block
	init  *rust.Expr
}

// sites looks at the effects of a body and of the closures in it.
func (u *unloader) sites(b *body, n *calls.Node, depth int) {
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
			case ThreadSpawn, RawThread, Runtime:
				u.thread(b, n, s, k)
			case ThreadCurrent:
				u.current(b, n, s)
			case ExitCallback, SignalHandler, TLSKey, HostCallback:
				u.callback(b, n, s, k)
			case Stdio:
				u.print(b, n, s)
			case effects.MayPin:
				if sp, is := u.spot("wait", b, n, s); is {
					u.out.Waits = append(u.out.Waits, &Wait{sp, s.Row.Path})
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
func (u *unloader) spot(kind string, b *body, n *calls.Node, s *calls.Site) (Spot, bool) {
	sp := Spot{Place: Place{File: n.File.Path, Span: s.Span}, In: b.def.LocalPath(), Package: u.crate.Package, Libraries: u.libs}
	if s.Origin != nil {
		sp.Inner = &Place{File: s.Origin.DefFile, Span: s.Origin.Body}
	}
	return sp, u.once(kind, sp.Place)
}

func (u *unloader) once(kind string, p Place) bool {
	key := kind + "|" + placeKey(p)
	if u.seen[key] {
		return false
	}
	u.seen[key] = true
	return true
}

// finish puts the facts in order.
func (u *unloader) finish() {
	sortSpots(u.out.ThreadLocals, func(x *ThreadLocal) Place { return x.Place })
	sortSpots(u.out.Threads, func(x *Thread) Place { return x.Place })
	sortSpots(u.out.Currents, func(x *CurrentThread) Place { return x.Place })
	sortSpots(u.out.Callbacks, func(x *Callback) Place { return x.Place })
	sortSpots(u.out.Prints, func(x *Print) Place { return x.Place })
	sortSpots(u.out.Waits, func(x *Wait) Place { return x.Place })
	sortSpots(u.out.Guards, func(x *Guard) Place { return x.Place })
	sortSpots(u.out.Closed, func(x *ClosedLibrary) Place { return x.Place })
	sortSpots(u.out.Statics, func(x *DroppedStatic) Place { return x.Place })
}

func sortSpots[T any](list []T, at func(T) Place) {
	slices.SortStableFunc(list, func(x, y T) int {
		p, q := at(x), at(y)
		return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Span.Start, q.Span.Start))
	})
}
