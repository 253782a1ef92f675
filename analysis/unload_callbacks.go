package analysis

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Callback is code of the library that the C library or the kernel will call:
// an exit callback, a key's destructor, a signal handler.
type Callback struct {
	Spot
	Effect *Effect
	// Pin tells what becomes of it at unload; "" where the data does not say.
	Pin effects.Pin
	// Moment is when it runs; "" where the data does not say.
	Moment Moment
	// Null: no function is handed over, or only SIG_DFL or SIG_IGN.
	Null bool
	// Undone: the crate takes it back where it may be unloading: in a `Drop`, a
	// destructor, or a function whose name says so.
	Undone bool
	// Masking is of a key: see CurrentThread.
	Masking
	// Undo are the functions that take it back, as far as the data name them.
	Undo []string
}

func (u *unloader) callback(b *body, n *calls.Node, s *calls.Site, kind EffectKind) {
	sp, fresh := u.spot(string(kind), b, n, s)
	if !fresh {
		return
	}
	c := &Callback{Spot: sp, Effect: &Effect{Kind: kind, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}}
	if s.Row.Callback != nil {
		c.Pin, c.Moment = s.Row.Callback.Pin, s.Row.Callback.Moment
	}
	var args []*rust.Expr
	if way := b.callAt(s.Span); way != nil {
		args = way[len(way)-1].expr.Args
	}
	switch kind {
	case ExitCallback:
		if c.Pin == effects.PinHandle {
			c.Pin = effects.PinObject
			if len(args) == 3 && null(args[2]) {
				c.Pin = effects.PinNone
			}
		}
	case TLSKey:
		c.Null = len(args) == 2 && null(args[1])
		c.Undone = u.undone(b, "pthread_key_delete")
		u.maskable = append(u.maskable, maskable{at{b, n, s.Span, false}, func(m Masking) { c.Masking = m }})
	case HostCallback:
		r := s.Row.Registrar
		c.Undo, c.Effect.What = r.Undo, lastSegment(s.Row.Path)
		c.Null = r.Arg < len(args) && null(args[r.Arg])
		c.Undone = slices.ContainsFunc(r.Undo, func(w string) bool { return u.undone(b, w) }) || u.mayUndo(b.def)
	case SignalHandler:
		u.signal(b, n, s, c, args)
	}
	u.out.Callbacks = append(u.out.Callbacks, c)
}

// signal tells whether a handler is installed at all, and whether it is taken
// back.
func (u *unloader) signal(b *body, n *calls.Node, s *calls.Site, c *Callback, args []*rust.Expr) {
	name := lastSegment(s.Row.Path)
	switch {
	case name == "sigaction" && len(args) >= 2:
		c.Null = null(args[1]) || u.defaultAction(b, args[1])
	case len(args) >= 2:
		c.Null = defaultHandler(args[1]) || u.mayUndo(b.def) && !namesFunction(n, args[1]) || handedOver(b.def, args[1])
	}
	words := []string{"sigaction", "signal"}
	if strings.HasPrefix(s.Row.Path, "signal_hook") {
		words = []string{"unregister", "unregister_signal", "close"}
	}
	if strings.HasPrefix(s.Row.Path, "ctrlc") || strings.HasPrefix(s.Row.Path, "tokio") {
		words = nil
	}
	number := ""
	if strings.HasPrefix(s.Row.Path, "libc::") && len(args) > 0 && args[0].Kind == rust.ExprPath && args[0].Path != nil {
		number = signalNumber.FindString(lastName(args[0]))
	}
	for _, w := range words {
		c.Undone = c.Undone || u.undoneWhere(b, w, func(d *names.Def) bool { return u.speaksOf(d, number) })
	}
}

// signalNumber is a constant that names a signal (signal(7) of Linux, and BSD's two).
var signalNumber = regexp.MustCompile(`\bSIG(?:HUP|INT|QUIT|ILL|TRAP|ABRT|IOT|BUS|FPE|USR[12]|SEGV|PIPE|ALRM|TERM|STKFLT|CHLD|CONT|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|POLL|PWR|SYS|EMT|INFO)\b`)

// speaksOf reports whether a function that puts handlers back may do so for a signal: it
// names it, or names none, as one that goes through a list.
func (u *unloader) speaksOf(d *names.Def, number string) bool {
	if number == "" || d.Item == nil || d.Scope == nil || d.Scope.Module.File == nil {
		return true
	}
	src := rust.Code(d.Scope.Module.File.AST().Source, false)
	named := signalNumber.FindAllString(string(textOf(src, d.Item.Span)), -1)
	return len(named) == 0 || slices.Contains(named, number)
}

// lastName is the last segment of a path.
func lastName(e *rust.Expr) string {
	if n := len(e.Path.Segs); n > 0 {
		return e.Path.Segs[n-1].Name
	}
	return ""
}

// handedOver reports a parameter of the type that signal returns: a handler that was in
// place before, which is put back.
func handedOver(d *names.Def, e *rust.Expr) bool {
	if d == nil || d.Item == nil || d.Item.Fn == nil || e.Kind != rust.ExprPath || e.Path == nil || len(e.Path.Segs) != 1 {
		return false
	}
	return slices.ContainsFunc(d.Item.Fn.Params, func(p *rust.Param) bool {
		return p.Pat != nil && p.Pat.Name == e.Path.Segs[0].Name && p.Type != nil && p.Type.Path != nil && len(p.Type.Path.Segs) > 0 &&
			p.Type.Path.Segs[len(p.Type.Path.Segs)-1].Name == "sighandler_t"
	})
}

// null reports `None`, `ptr::null()` and `0 as _`.
func null(e *rust.Expr) bool {
	for e != nil {
		switch e.Kind {
		case rust.ExprParen, rust.ExprCast:
			e = e.X
			continue
		case rust.ExprLit:
			return e.Text == "0"
		case rust.ExprPath:
			return local(e, "None")
		case rust.ExprCall:
			n := calleeName(e)
			return n == "null" || n == "null_mut"
		}
		return false
	}
	return false
}

// defaultHandler reports SIG_DFL and SIG_IGN in any of their spellings.
func defaultHandler(e *rust.Expr) bool {
	found := false
	t := &trailer{want: func(x *rust.Expr) bool {
		if x.Kind == rust.ExprPath && x.Path != nil && len(x.Path.Segs) > 0 {
			switch x.Path.Segs[len(x.Path.Segs)-1].Name {
			case "SIG_DFL", "SIG_IGN", "SigDfl", "SigIgn", "SIG_ERR":
				found = true
			}
		}
		return found
	}}
	t.expr(e)
	return found
}

// defaultAction reports a sigaction structure that is filled with a default
// handler in the same function, or came from an earlier query.
func (u *unloader) defaultAction(b *body, arg *rust.Expr) bool {
	if b.block == nil {
		return false
	}
	dfl, handler := false, false
	each(b.block, func(way []crumb) {
		e := way[len(way)-1].expr
		switch {
		case e.Kind == rust.ExprAssign && e.X != nil && e.X.Kind == rust.ExprField && strings.HasPrefix(e.X.Text, "sa_"):
			if strings.HasSuffix(e.X.Text, "handler") || strings.HasSuffix(e.X.Text, "sigaction") {
				handler = true
				dfl = dfl || defaultHandler(e.Y)
			}
		case e.Kind == rust.ExprStruct:
			for i, f := range e.Fields {
				if i < len(e.Args) && (f == "sa_sigaction" || f == "sa_handler") {
					handler = true
					dfl = dfl || defaultHandler(e.Args[i])
				}
			}
		case e.Kind == rust.ExprCall && calleeName(e) == "new" && defaultHandler(e): // nix's SigAction::new
			handler, dfl = true, true
		case e.Kind == rust.ExprCall && calleeName(e) == "new" && len(e.Args) == 3:
			handler = true
		}
	})
	return dfl || !handler
}

// undoing are parts of names of functions that run before an unload.
var undoing = []string{"unload", "deinit", "destroy", "shutdown", "teardown", "tear_down", "cleanup", "clean_up", "finalize", "fini", "uninstall",
	"unregister", "restore", "remove", "disable", "stop", "close", "exit", "term", "reset", "dispose", "release", "delete", "free", "drop", "detach", "uninit"}

// undone reports whether another function of the crate, one that may run before
// an unload, names the word.
func (u *unloader) undone(b *body, word string) bool {
	return u.undoneWhere(b, word, func(*names.Def) bool { return true })
}

// undoneWhere is undone by a function for which fits holds.
func (u *unloader) undoneWhere(b *body, word string, fits func(*names.Def) bool) bool {
	if u.text(u.crate.Package).count(word, 1) == 0 {
		return false
	}
	for _, m := range u.crate.Modules {
		if m.File == nil || !containsWord(m.File.AST().Source, word) {
			continue
		}
		for _, d := range m.Scope().Items {
			if d.Kind == names.DefFn && d.Item != b.def.Item && u.undoes(d, word) && fits(d) {
				return true
			}
		}
	}
	for _, im := range u.crate.Impls() {
		for _, d := range im.Fns {
			if d.Item != b.def.Item && u.undoes(d, word) && fits(d) {
				return true
			}
		}
	}
	return false
}

func (u *unloader) undoes(d *names.Def, word string) bool {
	return u.mayUndo(d) && u.namesForeign(d, word)
}

// mayUndo reports a function that may run before an unload: a destructor, or one
// whose name says so.
func (u *unloader) mayUndo(d *names.Def) bool {
	name := strings.ToLower(d.Name)
	for _, part := range undoing {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, r := range u.roots {
		if r.Moment != Unload && r.Moment != Exit {
			continue
		}
		// The item of a raw section is its static, the function is what it names.
		if r.Item == d.Item || slices.ContainsFunc(u.nodes[r], func(n *calls.Node) bool { return n.Def != nil && n.Def.Item == d.Item }) {
			return true
		}
	}
	return false
}

// namesFunction reports whether an expression in a body is a closure or names a function
// of the crate; what a variable, a static or a call gives is a former handler.
func namesFunction(n *calls.Node, e *rust.Expr) bool {
	found := false
	t := &trailer{want: func(x *rust.Expr) bool {
		switch {
		case x.Kind == rust.ExprClosure:
			found = true
		case x.Kind == rust.ExprPath && x.Path != nil && len(x.Path.Segs) > 0:
			name := x.Path.Segs[len(x.Path.Segs)-1].Name
			found = slices.ContainsFunc(n.Named, func(d *names.Def) bool { return d.Kind == names.DefFn && d.Name == name })
		}
		return found
	}}
	t.expr(e)
	return found
}
