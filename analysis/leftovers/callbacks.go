package leftovers

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func (u *unloader) callback(b *syntax.Body, n *calls.Node, s *calls.Site, kind analysis.EffectKind) {
	sp, fresh := u.spot(string(kind), b, n, s)
	if !fresh {
		return
	}
	c := &analysis.Callback{Spot: sp, Effect: &analysis.Effect{Kind: kind, What: s.What, Path: s.Row.Path, Note: s.Note, Source: s.Source}}
	if s.Row.Callback != nil {
		c.Pin, c.Moment = s.Row.Callback.Pin, s.Row.Callback.Moment
	}
	var args []*rust.Expr
	if path := b.CallAt(s.Span); path != nil {
		args = path[len(path)-1].Expr.Args
	}
	switch kind {
	case analysis.ExitCallback:
		if c.Pin == effects.PinHandle {
			c.Pin = effects.PinObject
			if len(args) == 3 && syntax.Null(args[2]) {
				c.Pin = effects.PinNone
			}
		}
	case analysis.TLSKey:
		c.Null = len(args) == 2 && syntax.Null(args[1])
		c.Undone = u.takes.undone(b, "pthread_key_delete")
		u.maskable = append(u.maskable, maskable{at{b, n, s.Span, false}, func(m analysis.Masking) { c.Masking = m }})
	case analysis.HostCallback:
		r := s.Row.Registrar
		c.Undo, c.Effect.What = r.Undo, words.LastSegment(s.Row.Path)
		c.Null = r.Arg < len(args) && syntax.Null(args[r.Arg])
		c.Undone = slices.ContainsFunc(r.Undo, func(w string) bool { return u.takes.undone(b, w) }) || u.takes.mayUndo(b.Def)
	case analysis.SignalHandler:
		u.signal(b, n, s, c, args)
	}
	u.out.Callbacks = append(u.out.Callbacks, c)
}

// signal tells whether a handler is installed at all, and whether it is taken
// back.
func (u *unloader) signal(b *syntax.Body, n *calls.Node, s *calls.Site, c *analysis.Callback, args []*rust.Expr) {
	name := words.LastSegment(s.Row.Path)
	switch {
	case name == "sigaction" && len(args) >= 2:
		c.Null = syntax.Null(args[1]) || u.defaultAction(b, args[1])
	case len(args) >= 2:
		c.Null = defaultHandler(args[1]) || u.takes.mayUndo(b.Def) && !namesFunction(n, args[1]) || handedOver(b.Def, args[1])
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
		number = effects.SignalNumber.FindString(syntax.LastName(args[0]))
	}
	for _, w := range words {
		c.Undone = c.Undone || u.takes.undoneWhere(b, w, func(d *names.Def) bool { return u.speaksOf(d, number) })
	}
}

// speaksOf reports whether a function that puts handlers back may do so for a signal: it
// names it, or names none, as one that goes through a list.
func (u *unloader) speaksOf(d *names.Def, number string) bool {
	if number == "" || d.Item == nil || d.Scope == nil || d.Scope.Module.File == nil {
		return true
	}
	src := rust.Code(d.Scope.Module.File.AST().Source, false)
	named := effects.SignalNumber.FindAllString(string(mention.Text(src, d.Item.Span)), -1)
	return len(named) == 0 || slices.Contains(named, number)
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

// defaultHandler reports SIG_DFL and SIG_IGN in any of their spellings.
func defaultHandler(e *rust.Expr) bool {
	found := false
	t := &syntax.Search{Want: func(x *rust.Expr) bool {
		if x.Kind == rust.ExprPath && x.Path != nil && len(x.Path.Segs) > 0 {
			switch x.Path.Segs[len(x.Path.Segs)-1].Name {
			case "SIG_DFL", "SIG_IGN", "SigDfl", "SigIgn", "SIG_ERR":
				found = true
			}
		}
		return found
	}}
	t.Expr(e)
	return found
}

// defaultAction reports a sigaction structure that is filled with a default
// handler in the same function, or came from an earlier query.
func (u *unloader) defaultAction(b *syntax.Body, arg *rust.Expr) bool {
	if b.Block == nil {
		return false
	}
	dfl, handler := false, false
	syntax.Each(b.Block, func(path []syntax.Ancestor) {
		e := path[len(path)-1].Expr
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
		case e.Kind == rust.ExprCall && syntax.Callee(e) == "new" && defaultHandler(e): // nix's SigAction::new
			handler, dfl = true, true
		case e.Kind == rust.ExprCall && syntax.Callee(e) == "new" && len(e.Args) == 3:
			handler = true
		}
	})
	return dfl || !handler
}

// namesFunction reports whether an expression in a body is a closure or names a function
// of the crate; what a variable, a static or a call gives is a former handler.
func namesFunction(n *calls.Node, e *rust.Expr) bool {
	found := false
	t := &syntax.Search{Want: func(x *rust.Expr) bool {
		switch {
		case x.Kind == rust.ExprClosure:
			found = true
		case x.Kind == rust.ExprPath && x.Path != nil && len(x.Path.Segs) > 0:
			name := x.Path.Segs[len(x.Path.Segs)-1].Name
			found = slices.ContainsFunc(n.Named, func(d *names.Def) bool { return d.Kind == names.DefFn && d.Name == name })
		}
		return found
	}}
	t.Expr(e)
	return found
}
