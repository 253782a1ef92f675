package analysis

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
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
}

// thread records a call that starts a thread or a pool.
func (u *unloader) thread(b *body, n *calls.Node, s *calls.Site, kind EffectKind) {
	own := strings.HasPrefix(s.Row.Path, "std::thread::") || strings.HasPrefix(s.Row.Path, "ctrlc::")
	if kind == ThreadSpawn && !own {
		return // a task belongs to its runtime
	}
	if kind != RawThread && s.Origin != nil && b.def.Item.Origin == nil {
		return // within a macro of the workspace: what it does with the handle is not seen
	}
	sp, fresh := u.spot("thread", b, n, s)
	if !fresh {
		return
	}
	t := &Thread{Spot: sp, Effect: &Effect{Kind: kind, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}}
	switch {
	case kind == RawThread:
		t.Raw, t.Fate = true, Detached
		if b.def.Name == "pthread_create" || u.mentions("pthread_join") {
			t.Fate = Escapes // an interposed function hands the host's thread on; or somebody joins
		}
	case s.Row.Path == "std::thread::scope":
		t.Fate = Joined // by itself
	case strings.HasSuffix(s.Row.Path, "::build_global"), strings.HasPrefix(s.Row.Path, "ctrlc::"):
		t.Fate = Kept
	default:
		way := b.callAt(s.Span)
		if way == nil {
			return
		}
		f := b.fate(way)
		t.Fate, t.Holder = f.fate, f.name
		if f.fate == Escapes && strings.HasPrefix(f.name, "_") && !u.mentionsField(f.name) {
			t.Fate = Detached
		}
		if kind == Runtime && t.Fate == Detached {
			t.Fate = Joined // dropping a runtime or pool waits for its threads
		}
	}
	u.out.Threads = append(u.out.Threads, t)
}

// CurrentThread is a use of std's handle of the current thread.
type CurrentThread struct {
	Spot
	Effect *Effect
	// OwnThread: in a closure that runs on a thread which the library starts.
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
	way := b.callAt(s.Span)
	spawned := false
	for i := range way {
		if e := way[i].expr; e != nil && e.Kind == rust.ExprClosure && i > 0 && way[i-1].expr != nil {
			switch calleeName(way[i-1].expr) {
			case "spawn", "spawn_unchecked", "spawn_scoped", "spawn_blocking", "spawn_handler", "start_handler", "on_thread_start":
				spawned = true
			}
		}
	}
	c.OwnThread = spawned
	if !spawned {
		u.maskable = append(u.maskable, maskable{at{b, n, s.Span, false}, func(m Masking) { c.Masking = m }})
	}
	u.out.Currents = append(u.out.Currents, c)
}
