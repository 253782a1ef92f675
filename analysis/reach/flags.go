package reach

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Whether code runs again, or whether a guard is kept, is told from the text in front of
// it: the call graph has no order.

// usesResult reports that the result of what stands at a place is bound to a name or
// decides a condition; `let _ =` drops it. origin is the place in the body of the macro
// that writes it, nil where it is written there.
func (h *hostCaller) usesResult(n *calls.Node, at rust.Span, origin *rust.Origin) bool {
	src, start := n.File.AST().Source, at.Start
	if origin != nil {
		text, err := h.Prog.Text(origin.DefFile)
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
func (h *hostCaller) flagged(n *calls.Node, at rust.Span) bool {
	body := bodyOf(n)
	if body == nil || at.Start < body.Start || at.Start > body.End {
		return false
	}
	first, known := h.flags[n]
	if !known {
		if first = firstFlag(n.File.AST().Source, *body); h.flags == nil {
			h.flags = map[*calls.Node]int{}
		}
		h.flags[n] = first
	}
	return at.Start >= first
}

// bodyOf is the span of a function's body; nil for others, and where it is not in the text.
func bodyOf(n *calls.Node) *rust.Span {
	d := n.Def
	if d == nil || d.Item == nil || d.Item.Fn == nil || d.Item.Fn.Body == nil {
		return nil
	}
	body := d.Item.Fn.Body.Span
	if body.Start > body.End || body.End > len(n.File.AST().Source) {
		return nil
	}
	return &body
}

// firstFlag is the end of the first condition in a body that asks a flag; behind the body
// where there is none.
func firstFlag(src []byte, body rust.Span) int {
	text, first := src[body.Start:body.End], len(src)+1
	for _, m := range asksFlag.FindAllIndex(text, -1) {
		if isCondition(text[:m[0]]) {
			first = body.Start + m[1]
			break
		}
	}
	for _, m := range unset.FindAllSubmatchIndex(text, -1) {
		if body.Start+m[1] < first && setIn(text, text[m[2]:m[3]]) {
			first = body.Start + m[1]
			break
		}
	}
	return first
}

// isCondition reports that what stands at the end of a text stands in a condition.
func isCondition(head []byte) bool {
	return conditional.Match(head[bytes.LastIndexAny(head, ";{}")+1:])
}

// setIn reports that a body sets a flag.
func setIn(body, flag []byte) bool {
	return regexp.MustCompile(`(?:^|[^\w.])` + regexp.QuoteMeta(string(flag)) + `\s*=\s*true\b`).Match(body)
}

// unset is a condition on a plain flag: `if !self.started {`.
var unset = regexp.MustCompile(`\bif\s*!\s*\*?\s*([\w.]+)\s*\{`)

// asksBefore reports a place in a function that a flag's question, in a condition, stands
// before.
func (h *hostCaller) asksBefore(flag *regexp.Regexp, n *calls.Node, at rust.Span) bool {
	body, src := bodyOf(n), n.File.AST().Source
	if body == nil || body.Start > at.Start || at.Start > len(src) {
		return false
	}
	text := src[body.Start:at.Start]
	return slices.ContainsFunc(flag.FindAllIndex(text, -1), func(m []int) bool { return isCondition(text[:m[0]]) })
}

var conditional = regexp.MustCompile(`\b(?:if|match|while|let)\b`)
