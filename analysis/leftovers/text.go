package leftovers

import (
	"bytes"
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// touches lists where code names a static: in its crate, and for a public one in those
// that link it.
func (u *unloader) touches(d *names.Def) []mention.Mention {
	return mention.Of(u.Corpus, d, u.Seeing(d))
}

// methodsOn lists what is called on a static where it is named: an edit of its type has to
// fit them.
func methodsOn(d *names.Def, at []mention.Mention) []string {
	found := map[string]bool{}
	for _, m := range at {
		found[method(bytes.TrimLeft(m.Src[m.At+len(d.Name):], " \t\r\n"))] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// method is the name behind a dot at the start of a text, "" if there is none.
func method(text []byte) string {
	rest, dotted := bytes.CutPrefix(text, []byte("."))
	if !dotted {
		return ""
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	n := 0
	for n < len(rest) && words.IsIdent(rest[n]) {
		n++
	}
	return string(rest[:n])
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
