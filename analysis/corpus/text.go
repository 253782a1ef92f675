package corpus

import (
	"bytes"

	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Identifiers are those of a file, read on first use.
func (c *Corpus) Identifiers(path string) words.Identifiers {
	o, ok := c.index[path]
	if !ok {
		if c.index == nil {
			c.index = map[string]words.Identifiers{}
		}
		if src, err := c.Prog.Text(path); err == nil {
			o = words.IdentifiersOf(src)
		}
		c.index[path] = o
	}
	return o
}

// packageText is the code of a package's sources, without comments and literals, read
// again only for the few packages in which a fact hangs on whether a name occurs elsewhere.
type packageText struct{ Files [][]byte }

// textKey is a package as one crate sees it: what an example says is not said in
// the package's library, nor in another example.
type textKey struct {
	pkg   *workspace.Package
	crate *workspace.Target
}

// Text is the code of a package as a crate sees it, or all of it where that is nil.
func (c *Corpus) Text(p *workspace.Package, crate *names.Crate) *packageText {
	key := textKey{pkg: p}
	if crate != nil {
		key.crate = crate.Target
	}
	if t, ok := c.texts[key]; ok {
		return t
	}
	t := &packageText{}
	for _, sc := range c.Scans {
		if sc.Pkg != p {
			continue
		}
		for _, f := range sc.Files {
			if key.crate != nil && !links.CompiledInto(key.crate, p, f) {
				continue
			}
			if src, err := c.Prog.Text(f); err == nil {
				t.Files = append(t.Files, rust.Code(src, false))
			}
		}
	}
	if c.texts == nil {
		c.texts = map[textKey]*packageText{}
	}
	c.texts[key] = t
	return t
}

// Count is how often an identifier stands in the code of a package, at most limit.
func (t *packageText) Count(word string, limit int) int {
	n := 0
	for _, src := range t.Files {
		for at := 0; n < limit; {
			i := bytes.Index(src[at:], []byte(word))
			if i < 0 {
				break
			}
			i += at
			at = i + len(word)
			if (i == 0 || !words.IsIdent(src[i-1])) && (at == len(src) || !words.IsIdent(src[at])) {
				n++
			}
		}
	}
	return n
}
