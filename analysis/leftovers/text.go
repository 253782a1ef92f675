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
