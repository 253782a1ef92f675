package leftovers

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// runsOnOwnThread are functions that have what they are given run on a thread which the
// library starts: std's, and the hooks of runtimes and pools.
var runsOnOwnThread = map[string]bool{
	"spawn": true, "spawn_unchecked": true, "spawn_scoped": true, "spawn_blocking": true, "spawn_handler": true,
	"on_thread_start": true, "on_thread_stop": true, "on_thread_park": true, "on_thread_unpark": true, "thread_name_fn": true,
	"start_handler": true, "exit_handler": true,
}

// onlyOnOwnThreads reports a private function that is never called by name, only handed
// to functions which run it on a thread of the library's own.
func (u *unloader) onlyOnOwnThreads(d *names.Def) bool {
	if d.Kind != names.DefFn || d.Item.Pub || d.Item.ABI != "" {
		return false
	}
	handed := 0
	for _, src := range u.Text(u.crate.Package, u.crate).Files {
		for i := range words.Each(src, d.Name) {
			before := bytes.TrimRight(src[:i], " \t\r\n")
			if bytes.HasSuffix(before, []byte("fn")) {
				continue // declared; another of that name only makes more mentions to explain
			}
			if !u.runsElsewhere(calleeBefore(before)) {
				return false
			}
			after := bytes.TrimLeft(src[i+len(d.Name):], " \t\r\n")
			if !bytes.HasPrefix(after, []byte(")")) && !bytes.HasPrefix(after, []byte(",")) {
				return false
			}
			handed++
		}
	}
	return handed > 0
}

// calleeBefore is the name of the function whose first argument, or a path's segments
// before its last, come next: `spawn` for `thread::spawn(Self::`.
func calleeBefore(before []byte) string {
	for bytes.HasSuffix(before, []byte("::")) {
		before = before[:len(before)-2]
		for len(before) > 0 && words.IsIdent(before[len(before)-1]) {
			before = before[:len(before)-1]
		}
	}
	before, open := bytes.CutSuffix(bytes.TrimRight(before, " \t\r\n"), []byte("("))
	if !open {
		return ""
	}
	n := len(before)
	for n > 0 && words.IsIdent(before[n-1]) {
		n--
	}
	return string(before[n:])
}

// readsCopies reports a thread-local `Cell<T>` whose value some code gets by `get` or
// `update`: both exist for `T: Copy` alone, and what is Copy has no drop glue.
func (u *unloader) readsCopies(d *names.Def, at []mention.Mention) bool {
	t := u.Graph.StaticType(d)
	if t == nil || t.Kind != calls.Adt || t.Def.Path() != "std::cell::Cell" {
		return false
	}
	return slices.ContainsFunc(at, func(m mention.Mention) bool { return getsCopy(m.Src[m.At+len(d.Name):]) })
}

// getsCopy reports that a thread-local's name is followed by `.get()`, `.update(`,
// `.with(Cell::get)` or `.with(|c| … c.get() …)`.
func getsCopy(text []byte) bool {
	m := method(bytes.TrimLeft(text, " \t\r\n"))
	open := bytes.IndexByte(text, '(')
	switch {
	case open < 0:
		return false
	case m == "get", m == "update":
		return true
	case m != "with" && m != "try_with":
		return false
	}
	argument := text[open:][:words.Closing(text[open:], '(', ')')]
	if bytes.HasSuffix(bytes.TrimSpace(bytes.TrimSuffix(argument, []byte(")"))), []byte("Cell::get")) {
		return true
	}
	_, rest, ok := bytes.Cut(argument, []byte("|"))
	if !ok {
		return false
	}
	parameter, body, ok := bytes.Cut(rest, []byte("|"))
	name, _, _ := bytes.Cut(parameter, []byte(":"))
	name = bytes.TrimSpace(name)
	if !ok || len(name) == 0 {
		return false
	}
	for i := range words.Each(body, string(name)) {
		if called := method(bytes.TrimLeft(body[i+len(name):], " \t\r\n")); called == "get" || called == "update" {
			return true
		}
	}
	return false
}

// onOwnThread reports that a call stands in a closure, or a function, which runs on a
// thread of the library's own.
func (u *unloader) onOwnThread(b *syntax.Body, span rust.Span) bool {
	way := b.CallAt(span)
	for i := range way {
		if e := way[i].Expr; e != nil && e.Kind == rust.ExprClosure && i > 0 && way[i-1].Expr != nil && u.runsElsewhere(syntax.Callee(way[i-1].Expr)) {
			return true
		}
	}
	return u.onlyOnOwnThreads(b.Def)
}
