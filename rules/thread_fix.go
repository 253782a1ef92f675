package rules

import (
	"regexp"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// leaves are what may leave a function, or keep a thread from ending, before the
// join is reached.
var leaves = regexp.MustCompile(`\?|\b(?:return|break|continue|loop|while|panic|exit)\b`)

// waitsForMore is what a thread does that ends only when another one sends, hangs up or
// wakes it: a join in the function that holds the other end would wait for ever.
var waitsForMore = regexp.MustCompile(`\b(?:for|recv\w*|iter|park\w*|wait\w*|accept|incoming|read\w*|lines|select|block_on|rx|receiver)\b`)

var letWild = regexp.MustCompile(`^let\s+_\s*=\s*$`)

// joinFix offers to join a thread that a statement starts and forgets, where the
// same function goes on: after its last statement. The call then takes as long as
// the thread, so it is never safe, and where the loader's lock is held it would
// deadlock.
func (p *Pass) joinFix(t *analysis.Thread) []Fix {
	file := p.source(t.Place)
	if file == nil || t.Inner != nil || t.Holder != "" || p.runsUnderLoaderLock(t.Place) {
		return nil
	}
	s := siteOf(file.Items, t.Place.Span)
	if s == nil || s.block != s.fn.Fn.Body || s.fn.Fn.Async || s.call != s.stmt.Expr {
		return nil
	}
	last := s.block.Statements()[len(s.block.Statements())-1]
	src := file.Source
	if last == s.stmt || leaves.MatchString(cut(src, rust.Span{Start: s.call.Span.Start, End: s.block.Span.End})) || waitsForMore.MatchString(cut(src, s.call.Span)) {
		return nil
	}
	name := freeName(cut(src, s.fn.Span))
	var bind Edit
	switch {
	case name == "":
		return nil
	case s.stmt.Kind == rust.StmtExpr && s.stmt.Semi:
		bind = insert(t.Place.File, s.call.Span.Start, "let "+name+" = ")
	case s.stmt.Kind == rust.StmtLet && s.stmt.Type == nil && letWild.MatchString(cut(src, rust.Span{Start: s.stmt.Span.Start, End: s.call.Span.Start})):
		bind = Edit{File: t.Place.File, Span: rust.Span{Start: s.stmt.Span.Start, End: s.call.Span.Start}, Text: "let " + name + " = "}
	default:
		return nil
	}
	at, join := last.Span.End, lineEnd(src)+indentAt(src, last.Span.Start)+"let _ = "+name+".join();"
	if last.Kind == rust.StmtExpr && !last.Semi { // the function's value
		at, join = last.Span.Start, "let _ = "+name+".join();"+lineEnd(src)+indentAt(src, last.Span.Start)
	}
	return []Fix{{Title: "join the thread before `" + s.fn.Name + "` returns", Edits: []Edit{bind, insert(t.Place.File, at, join)}}}
}

// runsUnderLoaderLock reports whether a constructor or destructor reaches a place.
func (p *Pass) runsUnderLoaderLock(at analysis.Place) bool {
	return slices.ContainsFunc(p.Result.Reaches, func(r *analysis.Reach) bool {
		return r.Place == at && slices.ContainsFunc(r.Paths, func(x analysis.RootPath) bool { return x.Root.Moment != analysis.Call })
	})
}

// freeName is a variable name that a function does not use, "" if none is free.
func freeName(text string) string {
	for _, name := range []string{"worker", "handle", "worker_thread"} {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(text) {
			return name
		}
	}
	return ""
}
