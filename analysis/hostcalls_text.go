package analysis

import (
	"bytes"
	"regexp"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Whether code runs again, or whether a guard is kept, is told from the text in front of
// it: the call graph has no order.

// usesResult reports that the result of what stands at a place is bound to a name or
// decides a condition; `let _ =` drops it. origin is the place in the body of the macro
// that writes it, nil where it is written there.
func (a *analyzer) usesResult(n *calls.Node, at rust.Span, origin *rust.Origin) bool {
	src, start := n.File.AST().Source, at.Start
	if origin != nil {
		text, err := a.prog.Text(origin.DefFile)
		if err != nil {
			return false
		}
		src, start = text, origin.Body.Start
	}
	if start > len(src) {
		return false
	}
	head := src[:start]
	head = head[bytes.LastIndexAny(head, ";{}")+1:]
	return binds.Match(head) && !discards.Match(head)
}

var (
	binds    = regexp.MustCompile(`\b(?:let|if|match|while|return)\b|&&|\|\||!`)
	discards = regexp.MustCompile(`\blet\s+_\s*[=:]`)
)

// asksFlag are the ways to ask, or to take, what says that something was done before.
var asksFlag = regexp.MustCompile(`\.\s*(?:swap|compare_exchange(?:_weak)?|compare_and_swap|fetch_or|test_and_set|is_completed|is_none|is_some|load)\s*\(|\bhas_been_set\s*\(|\bmax_level\s*\(\s*\)`)

// entersFlag are the ways to ask whether a function runs within itself.
var entersFlag = regexp.MustCompile(`\.\s*(?:swap|replace|get|load|compare_exchange(?:_weak)?|try_borrow_mut|try_lock)\s*\(|\b(?i:inside|enter|reentr|recurs|busy|in_hook)\w*`)

// flagged reports a place in a function that asks a flag before, in a condition.
func (a *analyzer) flagged(n *calls.Node, at rust.Span) bool {
	return a.asksBefore(asksFlag, n, at) || setsItsFlag(n, at)
}

// unset is a condition on a plain flag: `if !self.started {`.
var unset = regexp.MustCompile(`\bif\s*!\s*\*?\s*([\w.]+)\s*\{`)

// setsItsFlag reports a place behind `if !flag` in a function that sets the flag.
func setsItsFlag(n *calls.Node, at rust.Span) bool {
	d := n.Def
	if d == nil || d.Item == nil || d.Item.Fn == nil || d.Item.Fn.Body == nil {
		return false
	}
	src, body := n.File.AST().Source, d.Item.Fn.Body.Span
	if body.Start > at.Start || at.Start > body.End || body.End > len(src) {
		return false
	}
	for _, m := range unset.FindAllSubmatch(src[body.Start:at.Start], -1) {
		if regexp.MustCompile(`(?:^|[^\w.])` + regexp.QuoteMeta(string(m[1])) + `\s*=\s*true\b`).Match(src[body.Start:body.End]) {
			return true
		}
	}
	return false
}

func (a *analyzer) asksBefore(flag *regexp.Regexp, n *calls.Node, at rust.Span) bool {
	d := n.Def
	if d == nil || d.Item == nil || d.Item.Fn == nil || d.Item.Fn.Body == nil {
		return false
	}
	src, body := n.File.AST().Source, d.Item.Fn.Body.Span
	if body.Start > at.Start || at.Start > len(src) {
		return false
	}
	text := src[body.Start:at.Start]
	for _, m := range flag.FindAllIndex(text, -1) {
		head := text[:m[0]]
		head = head[bytes.LastIndexAny(head, ";{}")+1:]
		if conditional.Match(head) {
			return true
		}
	}
	return false
}

var conditional = regexp.MustCompile(`\b(?:if|match|while|let)\b`)
