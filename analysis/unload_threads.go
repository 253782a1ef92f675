package analysis

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Thread is one place where code of a library starts threads.
type Thread struct {
	Spot
	Effect *Effect
	// Fate is what becomes of the handle, or of the runtime; Holder the name of
	// the variable, field or static that shows it.
	Fate   Fate
	Holder string
	// Raw: a thread of the C library, which keeps nothing mapped.
	Raw bool
	// Join is the function that would wait for a raw thread, "" where none is known.
	Join string
	// Owned: the threads are those of a runtime that is there already, which ends them.
	Owned bool
	// Pool names a pool that the first use starts for good.
	Pool string
	// End is where the handle is dropped or kept, nil where it is made.
	End *Place
	// Awaited: the function that starts it waits for it.
	Awaited bool
}

// fate is what becomes of the handle or runtime that a call gives, the last crumb of
// the way: with the name of what holds it last, and the place.
func (u *unloader) fate(b *body, way []crumb, row *effects.Row) (Fate, string, *Place) {
	f, part := u.flow(false, "join"), -1
	if row.Value != nil { // dropping a runtime or pool waits for its threads
		f, part = u.flow(true, row.Value.Ends...), row.Value.PartIndex()
	}
	e := f.from(b, way, part)
	switch {
	case e.is == leaked:
		return Kept, e.name, e.at
	case e.is == escapes:
		return Escapes, e.name, nil
	case e.is == ended || f.safe:
		return Joined, e.name, e.at
	}
	return Detached, e.name, e.at
}

// thread records a call that starts a thread or a pool.
func (u *unloader) thread(b *body, n *calls.Node, s *calls.Site, kind EffectKind) {
	if kind != RawThread && s.Origin != nil && b.def.Item.Origin == nil {
		return // within a macro of the workspace: what it does with the handle is not seen
	}
	if kind == Runtime && s.Row.Lives == effects.LivesOn {
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
	t := &Thread{Spot: sp, Owned: s.Row.Lives == effects.LivesWithOwner, Effect: &Effect{Kind: kind, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}}
	switch {
	case kind == RawThread:
		t.Raw, t.Fate = true, Detached
		if len(s.Row.UndoneBy) > 0 {
			t.Join = s.Row.UndoneBy[0]
		}
		if b.def.Name == lastSegment(s.Row.Path) || slices.ContainsFunc(s.Row.UndoneBy, u.calls) {
			t.Fate = Escapes // an interposed function hands the host's thread on; or somebody joins
		}
	case s.Row.Lives == effects.LivesInCall:
		t.Fate, t.Awaited = Joined, true // by itself
	case s.Row.Pool != "":
		if b.inPool(s.Span) {
			return
		}
		t.Fate, t.Pool = Kept, s.Row.Pool
	case s.Row.Lives == effects.LivesOn:
		t.Fate = Kept
	case s.Row.Lives == effects.LivesWithOwner:
		t.Fate = Escapes
	case kind == Runtime && s.Row.Value == nil:
		return // works with one
	default:
		way := b.callAt(s.Span)
		if way == nil {
			return
		}
		if t.Fate, t.Holder, t.End = u.fate(b, way, s.Row); t.Fate == Joined {
			t.Awaited = t.End != nil && b.block != nil && t.End.File == t.Place.File && b.block.Span.Start <= t.End.Span.Start && t.End.Span.End <= b.block.Span.End
			t.End = nil
		}
	}
	u.out.Threads = append(u.out.Threads, t)
}

// inPool reports a call within a closure that runs on a pool of its own:
// `pool.install(|| …)`.
func (b *body) inPool(at rust.Span) bool {
	way := b.trail(func(e *rust.Expr) bool { return e.Name == at && e.Kind != rust.ExprPath })
	for i := 1; i < len(way); i++ {
		if e, up := way[i].expr, way[i-1].expr; e != nil && up != nil && e.Kind == rust.ExprClosure && up.Kind == rust.ExprMethodCall {
			switch up.Text {
			case "install", "scope", "scope_fifo", "in_place_scope", "join":
				return true
			}
		}
	}
	return false
}

// CurrentThread is a use of std's handle of the current thread.
type CurrentThread struct {
	Spot
	Effect *Effect
	// OwnThread: in a closure or function that runs on a thread which the library starts.
	OwnThread bool
	// Masking tells whether a thread-local's destructor is registered on the thread
	// before, which keeps the library mapped while the thread lives.
	Masking
}

func (u *unloader) current(b *body, n *calls.Node, s *calls.Site) {
	sp, fresh := u.spot("current", b, n, s)
	if !fresh {
		return
	}
	c := &CurrentThread{Spot: sp, Effect: &Effect{Kind: ThreadCurrent, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}}
	c.OwnThread = u.onOwnThread(b, s.Span)
	if !c.OwnThread {
		u.maskable = append(u.maskable, maskable{at{b, n, s.Span, false}, func(m Masking) { c.Masking = m }})
	}
	u.out.Currents = append(u.out.Currents, c)
}
