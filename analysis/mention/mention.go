// Package mention finds where code names a definition, or a function that the workspace does
// not define: the text says where a word stands, and names and calls what it means there.
package mention

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Mention is a place at which code names a definition.
type Mention struct {
	In  *rust.Item // the function or initialiser it stands in, or a macro
	Src []byte     // of the file, without comments and literals
	At  int
}

// Of lists where the code of crates names a definition: in bodies in which a path
// resolves to it, and in macros, which may. Its declaration, imports, other things of the
// same name, comments, strings and code that is not compiled are none.
func Of(a *corpus.Corpus, d *names.Def, crates []*names.Crate) []Mention {
	var out []Mention
	for _, c := range crates {
		var naming map[*rust.Item]bool
		for _, f := range c.Files() {
			raw, err := a.Prog.Text(f.Path)
			if err != nil || !words.Contains(raw, d.Name) {
				continue
			}
			if naming == nil {
				naming = bodiesNaming(a, c, d)
			}
			src, ast := rust.Code(raw, false), f.AST()
			for at := range words.Each(src, d.Name) {
				in := Holder(ast.Items, at)
				if !declares(d, f.Path, at) && (in == nil || !in.NameSpan.Contains(at)) && (naming[in] || MayName(ast, in, at)) {
					out = append(out, Mention{in, src, at})
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

// Holder is the innermost item that holds a place, nil for none.
func Holder(items []*rust.Item, at int) *rust.Item {
	for _, it := range items {
		if it.Span.Contains(at) {
			if in := Holder(it.Items, at); in != nil {
				return in
			}
			return it
		}
	}
	return nil
}

// MayName reports a place at which it is not known what a word means: the arguments and
// the rules of macros, and what the grammar cannot read.
func MayName(ast *rust.File, in *rust.Item, at int) bool {
	if in != nil && (in.Kind == rust.ItemMacroRules || in.Kind == rust.ItemMacroCall) {
		return true
	}
	return slices.ContainsFunc(ast.Errors, func(s rust.Span) bool { return s.Contains(at) })
}

// bodiesNaming are the functions and initialisers of a crate that name a definition.
func bodiesNaming(a *corpus.Corpus, c *names.Crate, d *names.Def) map[*rust.Item]bool {
	out := map[*rust.Item]bool{}
	s := namesDef(a, d)
	visit := func(o *names.Def) {
		if o != nil && o.Item != nil && o.Item.Origin == nil && (o.Item.Fn != nil || o.Item.Static != nil) && Mentioned(o, d.Name) && s.Body(o, 0) {
			out[o.Item] = true
		}
	}
	for _, m := range slices.Clone(c.Modules) {
		if m.File == nil {
			continue
		}
		if src, err := a.Prog.Text(m.File.Path); err != nil || !words.Contains(src, d.Name) {
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
		if src, err := a.Prog.Text(im.Scope.Module.File.Path); err == nil && words.Contains(src, d.Name) {
			for _, o := range names.InOrder(im.Fns) {
				visit(o)
			}
			for _, it := range im.Item.Items { // associated consts are no definitions of their own
				if it.Static != nil && words.Contains(Text(src, rust.Span{Start: it.NameSpan.End, End: it.Span.End}), d.Name) {
					out[it] = true
				}
			}
		}
	}
	return out
}

// Mentioned reports whether the text of an item holds a word.
func Mentioned(o *names.Def, word string) bool {
	if o.Scope == nil || o.Scope.Module.File == nil {
		return false
	}
	return words.Contains(Text(o.Scope.Module.File.AST().Source, o.Item.Span), word)
}

func Text(src []byte, s rust.Span) []byte {
	if s.Start > s.End || s.End > len(src) {
		return nil
	}
	return src[s.Start:s.End]
}

// maxNested bounds the functions within functions that are looked at.
const maxNested = 20

// Sought is what bodies are asked for: a word that their text has, and what a path to it
// then means. What cannot be told counts.
type Sought struct {
	*corpus.Corpus
	Word  string
	Means func(n *calls.Node) bool
	not   *names.Def // itself, which does not count where it stands in a body
}

func namesDef(c *corpus.Corpus, d *names.Def) Sought {
	return Sought{c, d.Name, func(n *calls.Node) bool {
		return slices.ContainsFunc(n.Named, func(x *names.Def) bool { return sameDef(x, d) || twins(x, d) })
	}, d}
}

// Body reports whether a path in a body, or in a function that stands in it, means what is
// sought, or may.
func (s *Sought) Body(o *names.Def, depth int) bool {
	if depth > maxNested {
		return true
	}
	n := s.Graph.Init(o)
	if o.Item.Fn != nil {
		n = s.Graph.Node(o)
	}
	if s.node(n, map[*calls.Node]bool{}) {
		return true
	}
	if o.Item.Fn == nil || o.Item.Fn.Body == nil {
		return false
	}
	found := false
	o.Item.Fn.Body.Blocks(func(text []byte) bool { return words.Contains(text, s.Word) }, func(b *rust.Block) {
		for _, st := range b.Statements() { // what is in these is not followed
			if it := st.Item; st.Kind == rust.StmtItem && (it.Kind == rust.ItemImpl || it.Kind == rust.ItemTrait || it.Kind == rust.ItemMod || it.Kind == rust.ItemMacroRules) {
				found = found || words.Contains(rust.Code(Text(o.Scope.Module.File.AST().Source, it.Span), false), s.Word)
			}
		}
		in := s.Prog.BlockScope(o.Scope, b)
		if found || in == nil {
			return
		}
		for _, x := range slices.Clone(in.Items) {
			if x.Item != nil && x.Item.Origin == nil && (x.Item.Fn != nil || x.Item.Static != nil) && (s.not == nil || !sameDef(x, s.not)) && Mentioned(x, s.Word) {
				found = found || s.Body(x, depth+1)
			}
		}
	})
	return found
}

// node looks for what is sought among what a body and its closures name.
func (s *Sought) node(n *calls.Node, seen map[*calls.Node]bool) bool {
	if n == nil || seen[n] {
		return false
	}
	seen[n] = true
	s.Graph.Finish(n)
	if n.Cut != "" || s.Means(n) || slices.ContainsFunc(n.Opaque, func(text string) bool { return words.Contains([]byte(text), s.Word) }) {
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

// twins reports two definitions of one path, of which a build takes one by a `cfg` that a
// build script settles: a path is resolved to the first, and may mean either.
func twins(x, d *names.Def) bool {
	inModule := func(d *names.Def) bool { return d.Item != nil && d.Scope != nil && d.Scope == d.Scope.Module.Scope() }
	return x.Name == d.Name && x.Crate == d.Crate && (x.Kind == names.DefStatic || x.Kind == names.DefConst || x.Kind == names.DefFn) &&
		inModule(x) && inModule(d) && x.LocalPath() == d.LocalPath()
}
