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
// that ends in one of the host's values, or a macro that returns one for it. What an
// entry point returns early is an error, after which hosts drop the library, unless it is
// plain success.
func (a *loader) permanent(l *analysis.Loading, signs hosts.Signs) {
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
		src, err := a.FS.ReadFile(e.Place.File, rust.MaxSource)
		if err != nil || e.Place.Span.End > len(src) {
			continue
		}
		text := string(withoutComments(src))
		if value, at := lastValue(text[e.Place.Span.End:]); slices.Contains(l.Host.Permanent, value) {
			l.Pins = append(l.Pins, analysis.Pin{What: "return " + value, Everywhere: true, Place: placeOf(e.Place.File, e.Place.Span.End+at, value)})
		}
	}
}

// result is what ends a body: `VALUE }`, `return VALUE; }`, with a path before the
// constant and a cast behind it.
var result = regexp.MustCompile(`(?:[{};]|\breturn)\s*(?:\w+::)*(\w+)(?:\s+as\s+[\w:]+)?\s*;?\s*$`)

// success is an early return that keeps the library for as long as it is used only.
var success = regexp.MustCompile(`\breturn\s+(?:\w+::)*(?:0|\w+_OK)\b`)

// lastValue is the last path segment or number that the body of a function evaluates
// to, with its offset, given the text that follows the function's name; "" for anything
// that is not as plain.
func lastValue(text string) (string, int) {
	open := strings.IndexByte(text, '{')
	if open < 0 {
		return "", 0
	}
	depth, end := 0, -1
	for i := open; i < len(text) && end < 0; i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				end = i
			}
		}
	}
	if end < 0 {
		return "", 0
	}
	m := result.FindStringSubmatchIndex(text[open:end])
	if m == nil || success.MatchString(text[open:end]) {
		return "", 0
	}
	return text[open+m[2] : open+m[3]], open + m[2]
}
