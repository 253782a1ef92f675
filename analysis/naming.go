package analysis

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// mention is a place at which code names a definition.
type mention struct {
	in  *rust.Item // the function or initialiser it stands in, or a macro
	src []byte     // of the file, without comments and literals
	at  int
}

// mentionsOf lists where the code of crates names a definition: in bodies in which a path
// resolves to it, and in macros, which may. Its declaration, imports, other things of the
// same name, comments, strings and code that is not compiled are none.
func (a *analyzer) mentionsOf(d *names.Def, crates []*names.Crate) []mention {
	var out []mention
	for _, c := range crates {
		var naming map[*rust.Item]bool
		for _, f := range c.Files() {
			raw, err := a.prog.Text(f.Path)
			if err != nil || !containsWord(raw, d.Name) {
				continue
			}
			if naming == nil {
				naming = a.bodiesNaming(c, d)
			}
			src, ast := rust.Code(raw, false), f.AST()
			for at := range eachWord(src, d.Name) {
				in := holderOf(ast.Items, at)
				if !declares(d, f.Path, at) && (in == nil || !in.NameSpan.Contains(at)) && (naming[in] || mayName(ast, in, at)) {
					out = append(out, mention{in, src, at})
				}
			}
		}
	}
	return out
}

// declares reports whether a place belongs to the definition itself.
func declares(d *names.Def, path string, at int) bool {
	if path != d.Scope.Module.File.Path {
		return false
	}
	return d.Item.NameSpan.Contains(at) || d.Item.Origin == nil && d.Item.Span.Contains(at)
}

// holderOf is the innermost item that holds a place, nil for none.
func holderOf(items []*rust.Item, at int) *rust.Item {
	for _, it := range items {
		if it.Span.Contains(at) {
			if in := holderOf(it.Items, at); in != nil {
				return in
			}
			return it
		}
	}
	return nil
}

// mayName reports a place at which it is not known what a word means: the arguments and
// the rules of macros, and what the grammar cannot read.
func mayName(ast *rust.File, in *rust.Item, at int) bool {
	if in != nil && (in.Kind == rust.ItemMacroRules || in.Kind == rust.ItemMacroCall) {
		return true
	}
	return slices.ContainsFunc(ast.Errors, func(s rust.Span) bool { return s.Contains(at) })
}

// bodiesNaming are the functions and initialisers of a crate that name a definition.
func (a *analyzer) bodiesNaming(c *names.Crate, d *names.Def) map[*rust.Item]bool {
	out := map[*rust.Item]bool{}
	s := a.namesDef(d)
	visit := func(o *names.Def) {
		if o != nil && o.Item != nil && o.Item.Origin == nil && (o.Item.Fn != nil || o.Item.Static != nil) && a.mentioned(o, d.Name) && s.body(o, 0) {
			out[o.Item] = true
		}
	}
	for _, m := range slices.Clone(c.Modules) {
		if m.File == nil {
			continue
		}
		if src, err := a.prog.Text(m.File.Path); err != nil || !containsWord(src, d.Name) {
			continue
		}
		for _, o := range slices.Clone(m.Scope().Items) {
			if o.Kind == names.DefTrait && o.Item != nil {
				for _, it := range o.Item.Items {
					visit(o.TraitFn(it.Name))
				}
				continue
			}
			visit(o)
		}
	}
	for _, im := range slices.Clone(c.Impls()) {
		if src, err := a.prog.Text(im.Scope.Module.File.Path); err == nil && containsWord(src, d.Name) {
			for _, o := range sorted(im.Fns) {
				visit(o)
			}
			for _, it := range im.Item.Items { // associated consts are no definitions of their own
				if it.Static != nil && containsWord(textOf(src, rust.Span{Start: it.NameSpan.End, End: it.Span.End}), d.Name) {
					out[it] = true
				}
			}
		}
	}
	return out
}

// mentioned reports whether the text of an item holds a word.
func (a *analyzer) mentioned(o *names.Def, word string) bool {
	if o.Scope == nil || o.Scope.Module.File == nil {
		return false
	}
	return containsWord(textOf(o.Scope.Module.File.AST().Source, o.Item.Span), word)
}

func textOf(src []byte, s rust.Span) []byte {
	if s.Start > s.End || s.End > len(src) {
		return nil
	}
	return src[s.Start:s.End]
}

// maxNested bounds the functions within functions that are looked at.
const maxNested = 20

// sought is what bodies are asked for: a word that their text has, and what a path to it
// then means. What cannot be told counts.
type sought struct {
	*analyzer
	word  string
	means func(n *calls.Node) bool
	not   *names.Def // itself, which does not count where it stands in a body
}

func (a *analyzer) namesDef(d *names.Def) sought {
	return sought{a, d.Name, func(n *calls.Node) bool {
		return slices.ContainsFunc(n.Named, func(x *names.Def) bool { return sameDef(x, d) })
	}, d}
}

// body reports whether a path in a body, or in a function that stands in it, means what is
// sought, or may.
func (s *sought) body(o *names.Def, depth int) bool {
	if depth > maxNested {
		return true
	}
	n := s.graph.Init(o)
	if o.Item.Fn != nil {
		n = s.graph.Node(o)
	}
	if s.node(n, map[*calls.Node]bool{}) {
		return true
	}
	if o.Item.Fn == nil || o.Item.Fn.Body == nil {
		return false
	}
	found := false
	o.Item.Fn.Body.Blocks(func(text []byte) bool { return containsWord(text, s.word) }, func(b *rust.Block) {
		for _, st := range b.Statements() { // what is in these is not followed
			if it := st.Item; st.Kind == rust.StmtItem && (it.Kind == rust.ItemImpl || it.Kind == rust.ItemTrait || it.Kind == rust.ItemMod || it.Kind == rust.ItemMacroRules) {
				found = found || containsWord(rust.Code(textOf(o.Scope.Module.File.AST().Source, it.Span), false), s.word)
			}
		}
		in := s.prog.BlockScope(o.Scope, b)
		if found || in == nil {
			return
		}
		for _, x := range slices.Clone(in.Items) {
			if x.Item != nil && x.Item.Origin == nil && (x.Item.Fn != nil || x.Item.Static != nil) && (s.not == nil || !sameDef(x, s.not)) && s.mentioned(x, s.word) {
				found = found || s.body(x, depth+1)
			}
		}
	})
	return found
}

// node looks for what is sought among what a body and its closures name.
func (s *sought) node(n *calls.Node, seen map[*calls.Node]bool) bool {
	if n == nil || seen[n] {
		return false
	}
	seen[n] = true
	s.graph.Finish(n)
	if n.Cut != "" || s.means(n) || slices.ContainsFunc(n.Opaque, func(text string) bool { return containsWord([]byte(text), s.word) }) {
		return true
	}
	return slices.ContainsFunc(n.Within, func(in *calls.Node) bool { return s.node(in, seen) })
}

// sameDef reports whether two definitions stand for one item: those of block scopes are made
// anew each time.
func sameDef(x, d *names.Def) bool {
	if x == d || x.Item == d.Item {
		return true
	}
	return x.Name == d.Name && x.Item != nil && d.Item != nil && x.Item.NameSpan == d.Item.NameSpan && x.Scope != nil && d.Scope != nil &&
		x.Scope.Module.File == d.Scope.Module.File
}
