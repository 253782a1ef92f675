package analysis

import (
	"bytes"
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// packageText is the text of a package's sources, read again only for the few
// packages in which a fact hangs on whether a name occurs elsewhere.
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
				t.files = append(t.files, src)
			}
		}
	}
	if u.texts == nil {
		u.texts = map[textKey]*packageText{}
	}
	u.texts[key] = t
	return t
}

// count is how often an identifier stands in the sources of a package, at most
// limit. Line comments do not count.
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
			if (i == 0 || !identByte(src[i-1])) && (at == len(src) || !identByte(src[at])) && !inComment(src, i) {
				n++
			}
		}
	}
	return n
}

// inComment reports a place behind `//` on its line.
func inComment(src []byte, at int) bool {
	line := bytes.LastIndexByte(src[:at], '\n') + 1
	i := bytes.Index(src[line:at], []byte("//"))
	return i == 0 || i > 0 && src[line+i-1] != ':' // not a URL
}

// mentions reports whether the crate's package names an identifier.
func (u *unloader) mentions(word string) bool { return u.text(u.crate.Package).count(word, 1) > 0 }

// touched reports whether a static's name occurs anywhere but in its own
// declaration: in its package, and for a public one in packages that use it.
func (u *unloader) touched(d *names.Def) bool {
	if u.text(u.crate.Package).count(d.Name, 2) > 1 {
		return true
	}
	if !d.Item.Pub {
		return false
	}
	for _, sc := range u.scans {
		if sc.pkg == u.crate.Package {
			continue
		}
		for _, dep := range sc.pkg.Deps {
			if dep.Resolved() == u.crate.Package && u.text(sc.pkg).count(d.Name, 1) > 0 {
				return true
			}
		}
	}
	return false
}

// methodsOn lists what is called on a static in its package and, for a public
// one, in others: an edit of its type has to fit them.
func (u *unloader) methodsOn(d *names.Def) []string {
	found := map[string]bool{}
	for _, sc := range u.scans {
		if sc.pkg == u.crate.Package || d.Item.Pub {
			u.text(sc.pkg).methodsOn(d, found)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func (t *packageText) methodsOn(d *names.Def, found map[string]bool) {
	for _, src := range t.files {
		for at := 0; ; {
			i := bytes.Index(src[at:], []byte(d.Name))
			if i < 0 {
				break
			}
			i += at
			at = i + len(d.Name)
			if i > 0 && identByte(src[i-1]) || at < len(src) && identByte(src[at]) || inComment(src, i) {
				continue
			}
			rest := bytes.TrimLeft(src[at:], " \t\r\n")
			if bytes.HasPrefix(rest, []byte(":")) && !bytes.HasPrefix(rest, []byte("::")) {
				continue // the declaration
			}
			if found[method(rest)] = true; len(found) > 20 {
				return
			}
		}
	}
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
