package rules

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// maxWidth is rustfmt's line width: what is longer once it is indented it would break.
const maxWidth = 100

// catchFix offers to wrap the bodies of the functions that a panic would leave in
// catch_unwind. The code then goes on without what they were to do, so it is never safe.
// Nothing is offered unless each of them can be wrapped: one that is left out still aborts.
func (p *Pass) catchFix(r *reached) []Fix {
	if p.panicAborts() {
		return nil
	}
	fix := Fix{}
	var wrapped []*rust.Item
	for i := range r.paths {
		root := r.paths[i].Root
		fn := p.rootFunction(root)
		if fn == nil {
			return nil
		}
		if slices.Contains(wrapped, fn) {
			continue
		}
		edits, ok := p.catch(root, fn)
		if !ok {
			return nil
		}
		wrapped = append(wrapped, fn)
		fix.Edits = append(fix.Edits, edits...)
	}
	fix.Title = "catch the panic in `" + wrapped[0].Name + "`"
	if n := len(wrapped) - 1; n > 0 {
		fix.Title += fmt.Sprintf(" and in %d more", n)
	}
	return []Fix{fix}
}

// rootFunction is the function that a root runs, of a file of a member that is at hand;
// nil where it is a closure, a macro's or not found.
func (p *Pass) rootFunction(root *analysis.Root) *rust.Item {
	file := p.source(root.Place)
	if file == nil || root.Target == nil || !root.Target.Package.Member || root.Reason != "" {
		return nil
	}
	name := root.Name[strings.LastIndexByte(root.Name, ':')+1:]
	var found []*rust.Item
	var walk func([]*rust.Item)
	walk = func(items []*rust.Item) {
		for _, it := range items {
			if isFunction(it, name) {
				found = append(found, it)
			}
			walk(it.Items)
		}
	}
	walk(file.Items)
	at := root.Place.Span
	if i := slices.IndexFunc(found, func(it *rust.Item) bool { return it == root.Item || it.Span.Start <= at.Start && at.End <= it.Span.End }); i >= 0 {
		return found[i]
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// catch wraps one body, line by line, so that what stands in it keeps its place.
func (p *Pass) catch(root *analysis.Root, fn *rust.Item) ([]Edit, bool) {
	f, file := fn.Fn, p.source(root.Place)
	if f.Async || f.Const || f.Ret != nil || p.noStd(root) {
		return nil, false
	}
	src := file.Source
	inner := rust.Span{Start: f.Body.Span.Start + 1, End: f.Body.Span.End - 1}
	text := cut(src, inner)
	first, _, lines := strings.Cut(text, "\n")
	if lines && strings.TrimSpace(first) != "" || rust.Wraps([]byte(text)) || strings.Contains(text, "\t") {
		return nil, false
	}
	open, closing := "std::panic::catch_unwind(|| ", ")"
	if f.Self != "" || len(f.Params) > 0 { // what is borrowed need not be whole afterwards
		open, closing = "std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| ", "))"
	}
	if root.Target.Package.Edition == "2015" {
		open = strings.ReplaceAll(open, "std::", "::std::")
	}
	outer := lineEnd(src) + indentAt(src, fn.Span.Start)
	open, closing = outer+"    let _ = "+open, closing+";"+outer
	begin := inner.Start + len(text) - len(strings.TrimLeft(text, " \r\n"))
	end := inner.End - len(text) + len(strings.TrimRight(text, " \r\n"))
	edit := func(from, to int, text string) Edit {
		return Edit{File: root.Place.File, Span: rust.Span{Start: from, End: to}, Text: text}
	}
	if all := f.Body.Statements(); len(all) == 1 && all[0].Kind == rust.StmtExpr && !all[0].Semi { // rustfmt takes the braces away
		value := cut(src, rust.Span{Start: begin, End: end})
		ok := !strings.ContainsAny(value, "\n") && !strings.Contains(value, "//") && width(open+value+");") <= maxWidth
		return []Edit{edit(inner.Start, begin, open), edit(end, inner.End, closing)}, ok
	}
	edits := []Edit{edit(inner.Start, inner.Start, open+"{")}
	if !lines {
		edits[0] = edit(inner.Start, begin, open+"{"+outer+"        ")
	}
	for at := inner.Start + len(first) + 1; lines && at < end; {
		line, _, _ := strings.Cut(cut(src, rust.Span{Start: at, End: end}), "\n")
		if strings.TrimSpace(line) != "" {
			edits = append(edits, insert(root.Place.File, at, "    "))
		}
		if width(line) > maxWidth-4 {
			return nil, false
		}
		at += len(line) + 1
	}
	return append(edits, edit(end, inner.End, outer+"    }"+closing)), true
}

// width is the number of characters behind the last line end.
func width(text string) int {
	return utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:])
}

// noStd reports a crate that cannot name std without more ado.
func (p *Pass) noStd(root *analysis.Root) bool {
	file := p.Result.Sources[root.Target.Path]
	return file == nil || slices.ContainsFunc(file.Attrs, func(a *rust.Attr) bool { return a.Meta != nil && strings.Contains(cut(file.Source, a.Span), "no_std") })
}
