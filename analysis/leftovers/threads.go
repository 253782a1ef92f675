package leftovers

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/flow"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// escape is what becomes of the handle or runtime that a call gives, at the end of
// the path: with the name of what holds it last, and the place.
func (u *unloader) escape(b *syntax.Body, path []syntax.Ancestor, row *effects.Row) (analysis.Escape, string, *analysis.Place) {
	f, part := flow.New(u.Corpus, u.crate, u.libs, false, "join"), -1
	if row.Value != nil { // dropping a runtime or pool waits for its threads
		f, part = flow.New(u.Corpus, u.crate, u.libs, true, row.Value.Ends...), row.Value.PartIndex()
	}
	e := f.From(b, path, part)
	switch {
	case e.Is == flow.Leaked:
		return analysis.Kept, e.Name, e.At
	case e.Is == flow.Escapes:
		return analysis.Escapes, e.Name, nil
	case e.Is == flow.Ended || f.Safe:
		return analysis.Joined, e.Name, e.At
	}
	return analysis.Detached, e.Name, e.At
}

// thread records a call that starts a thread or a pool.
func (u *unloader) thread(b *syntax.Body, n *calls.Node, s *calls.Site, kind analysis.EffectKind) {
	if kind != analysis.RawThread && s.Origin != nil && b.Def.Item.Origin == nil {
		return // within a macro of the workspace: what it does with the handle is not seen
	}
	if kind == analysis.Runtime && s.Row.Lives == effects.LivesOn {
		// The first use of a crate's own pool starts it; the others find it running.
		crate, _, _ := strings.Cut(s.Row.Path, "::")
		if u.pools[crate+"|"+u.crate.Package.Manifest] {
			return
		}
		u.pools[crate+"|"+u.crate.Package.Manifest] = true
	}
	sp, fresh := u.spot("thread", b, n, s)
	if !fresh {
		return
	}
	t := &analysis.Thread{Spot: sp, Owned: s.Row.Lives == effects.LivesWithOwner, Effect: &analysis.Effect{Kind: kind, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}}
	switch {
	case kind == analysis.RawThread:
		t.Raw, t.Escape = true, analysis.Detached
		if len(s.Row.UndoneBy) > 0 {
			t.Join = s.Row.UndoneBy[0]
		}
		if b.Def.Name == words.LastSegment(s.Row.Path) || slices.ContainsFunc(s.Row.UndoneBy, u.named.calls) {
			t.Escape = analysis.Escapes // an interposed function hands the host's thread on; or somebody joins
		}
	case s.Row.Lives == effects.LivesInCall:
		t.Escape, t.Awaited = analysis.Joined, true // by itself
	case s.Row.Pool != "":
		if inPool(b, s.Span) {
			return
		}
		t.Escape, t.Pool = analysis.Kept, s.Row.Pool
	case s.Row.Lives == effects.LivesOn:
		t.Escape = analysis.Kept
	case s.Row.Lives == effects.LivesWithOwner:
		t.Escape = analysis.Escapes
	case kind == analysis.Runtime && s.Row.Value == nil:
		return // works with one
	default:
		path := b.CallAt(s.Span)
		if path == nil {
			return
		}
		if t.Escape, t.Holder, t.End = u.escape(b, path, s.Row); t.Escape == analysis.Joined {
			t.Awaited = t.End != nil && b.Block != nil && t.End.File == t.Place.File && b.Block.Span.Start <= t.End.Span.Start && t.End.Span.End <= b.Block.Span.End
			t.End = nil
		}
	}
	if t.Escape == analysis.Detached || t.Escape == analysis.Kept {
		t.Cleaned, t.Through = u.cleaned(b, n, s)
	}
	u.out.Threads = append(u.out.Threads, t)
}

// inPool reports a call within a closure that runs on a pool of its own:
// `pool.install(|| …)`.
func inPool(b *syntax.Body, at rust.Span) bool {
	path := b.PathTo(func(e *rust.Expr) bool { return e.Name == at && e.Kind != rust.ExprPath })
	for i := 1; i < len(path); i++ {
		if e, up := path[i].Expr, path[i-1].Expr; e != nil && up != nil && e.Kind == rust.ExprClosure && up.Kind == rust.ExprMethodCall {
			switch up.Text {
			case "install", "scope", "scope_fifo", "in_place_scope", "join":
				return true
			}
		}
	}
	return false
}

func (u *unloader) current(b *syntax.Body, n *calls.Node, s *calls.Site) {
	sp, fresh := u.spot("current", b, n, s)
	if !fresh {
		return
	}
	c := &analysis.CurrentThread{Spot: sp, Effect: &analysis.Effect{Kind: analysis.ThreadCurrent, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}}
	c.OwnThread = u.named.onOwnThread(b, s.Span)
	if !c.OwnThread {
		u.maskable = append(u.maskable, maskable{at{b, n, s.Span, false}, func(m analysis.Masking) { c.Masking = m }})
	}
	u.out.Currents = append(u.out.Currents, c)
}
