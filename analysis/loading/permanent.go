package loading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// permanent notes that the library asks its host to be kept for good: an entry point
// one of whose results is a value of the host's for that, or a macro that returns one for
// it. What an entry point returns otherwise is an error, after which hosts drop the library,
// unless it is plain success on some path.
func (b *builder) permanent(l *analysis.Loading, signs hosts.Signs) {
	if l.Host == nil || len(l.Host.Permanent) == 0 {
		return
	}
	for _, macro := range signs.Macros {
		if slices.Contains(l.Host.Permanent, macro) {
			l.Pins = append(l.Pins, analysis.Pin{What: strings.Trim(macro, "#!"), Everywhere: true, Place: analysis.Place{File: l.Target.Path}})
			return
		}
	}
	for _, e := range l.Exports {
		if !l.Host.Enters(e.Name) {
			continue
		}
		src, err := b.FS.ReadFile(e.Place.File, rust.MaxSource)
		if err != nil || e.Place.Span.End > len(src) {
			continue
		}
		text := string(rust.Code(src, false))
		value, at := keptBy(text, e.Place.Span.End, l.Host.Permanent)
		if value == "" {
			if helper := lastCall(text, e.Place.Span.End); helper >= 0 {
				value, at = keptBy(text, helper, l.Host.Permanent)
			}
		}
		if value != "" {
			l.Pins = append(l.Pins, analysis.Pin{What: "return " + value, Everywhere: true, Place: placeOf(e.Place.File, at, value)})
		}
	}
}

// result is a value that a body may evaluate to: the last of a block, an arm's, what is
// returned or bound to a name; with a path before the constant and a cast behind it.
var result = regexp.MustCompile(`(?:=>|[^=!<>]=|[{};]|\breturn)\s*(?:\w+::)*(\w+)(?:\s+as\s+[\w:]+)?\s*[,;}]`)

// success is a result that keeps the library for as long as it is used only.
var success = regexp.MustCompile(`(?:=>|[{};]|\breturn)\s*(?:\w+::)*(?:0|\w+_OK)(?:\s+as\s+[\w:]+)?\s*[,;}]`)

// keptBy is the first of some values among the results of a function, with its offset,
// given a text and where in it the function's name ends; "" where there is none, or plain
// success beside it. A number counts as the last value, an arm or what is returned alone.
func keptBy(text string, name int, values []string) (string, int) {
	open, end := bodyAfter(text, name)
	if open < 0 || success.MatchString(text[open:end]) {
		return "", 0
	}
	for at := open; at < end; {
		m := result.FindStringSubmatchIndex(text[at:end])
		if m == nil {
			break
		}
		value := text[at+m[2] : at+m[3]]
		bound := text[at+m[0]+1] == '=' && text[at+m[0]] != '='
		if slices.Contains(values, value) && !(bound && value[0] <= '9') {
			return value, at + m[2]
		}
		at += m[3] // the sign behind a result may stand before the next
	}
	return "", 0
}

// last is a call that ends a body, alone in it or behind other statements.
var last = regexp.MustCompile(`[{;}]\s*(?:return\s+)?(?:unsafe\s*\{\s*)?(\w+)\s*\([^{};]*\)\s*;?[\s}]*$`)

// lastCall is where the name of the function ends that makes the result of another one,
// if that is all that it returns and both stand in one file at the outermost level; -1
// for others.
func lastCall(text string, name int) int {
	open, end := bodyAfter(text, name)
	if open < 0 || strings.Contains(text[open:end], "return ") {
		return -1
	}
	m := last.FindStringSubmatch(text[open:end])
	if m == nil {
		return -1
	}
	at := regexp.MustCompile(`(?m)^(?:pub(?:\([a-z]+\))?\s+)?(?:unsafe\s+)?(?:extern\s+"[^"]*"\s+)?fn\s+`+m[1]+`\b`).FindAllStringIndex(text, 2)
	if len(at) != 1 {
		return -1
	}
	return at[0][1]
}

// bodyAfter is the first block after an offset, both braces included; -1 for none.
func bodyAfter(text string, name int) (int, int) {
	open := strings.IndexByte(text[name:], '{')
	if open < 0 {
		return -1, 0
	}
	open += name
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return open, i + 1
			}
		}
	}
	return -1, 0
}
