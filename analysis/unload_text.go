package analysis

import (
	"bytes"
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// packageText is the code of a package's sources, without comments and literals, read
// again only for the few packages in which a fact hangs on whether a name occurs elsewhere.
type packageText struct{ files [][]byte }

// textKey is a package as one crate sees it: what an example says is not said in
// the package's library, nor in another example.
type textKey struct {
	pkg   *workspace.Package
	crate *workspace.Target
}

func (u *unloader) text(p *workspace.Package) *packageText {
	key := textKey{pkg: p}
	if u.crate != nil {
		key.crate = u.crate.Target
	}
	if t, ok := u.texts[key]; ok {
		return t
	}
	t := &packageText{}
	for _, sc := range u.scans {
		if sc.pkg != p {
			continue
		}
		for _, f := range sc.files {
			if key.crate != nil && !compiledInto(key.crate, p, f) {
				continue
			}
			if src, err := u.prog.Text(f); err == nil {
				t.files = append(t.files, rust.Code(src, false))
			}
		}
	}
	if u.texts == nil {
		u.texts = map[textKey]*packageText{}
	}
	u.texts[key] = t
	return t
}

// count is how often an identifier stands in the code of a package, at most limit.
func (t *packageText) count(word string, limit int) int {
	n := 0
	for _, src := range t.files {
		for at := 0; n < limit; {
			i := bytes.Index(src[at:], []byte(word))
			if i < 0 {
				break
			}
			i += at
			at = i + len(word)
			if (i == 0 || !identByte(src[i-1])) && (at == len(src) || !identByte(src[at])) {
				n++
			}
		}
	}
	return n
}

// touches lists where code names a static: in its crate, and for a public one in those
// that link it.
func (u *unloader) touches(d *names.Def) []mention { return u.mentionsOf(d, u.seeing(d)) }

// methodsOn lists what is called on a static where it is named: an edit of its type has to
// fit them.
func methodsOn(d *names.Def, at []mention) []string {
	found := map[string]bool{}
	for _, m := range at {
		found[method(bytes.TrimLeft(m.src[m.at+len(d.Name):], " \t\r\n"))] = true
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
	for n < len(rest) && identByte(rest[n]) {
		n++
	}
	return string(rest[:n])
}
