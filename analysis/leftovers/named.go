package leftovers

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Some facts hang on whether code names a function of the platform or of another crate.
// Its text says where the word stands; what it means there is resolved, since functions,
// methods, constants and variants of the crate's own can have the same name.

// meaning seeks a function of that name that the crate does not define itself, called or
// handed on by a path, or a method of it where one may be meant. What is not resolved counts.
func (u *unloader) meaning(word string, methods bool) mention.Sought {
	return mention.Sought{Corpus: u.Corpus, Word: word, Means: func(n *calls.Node) bool {
		return slices.Contains(n.Foreign, word) || methods && slices.Contains(n.Methods, word)
	}}
}

// namesForeign reports whether the body of a function names such a function.
func (u *unloader) namesForeign(d *names.Def, word string) bool {
	s := u.meaning(word, true)
	return d.Item != nil && d.Item.Fn != nil && (mention.Mentioned(d, word) || u.renames(word)) && s.Body(d, 0)
}

// calls reports whether code of the crate calls a free function of another crate or of C by
// that name, or hands it on.
func (u *unloader) calls(word string) bool {
	key := crateWord{u.crate, word}
	if known, ok := u.called[key]; ok {
		return known
	}
	if u.called == nil {
		u.called = map[crateWord]bool{}
	}
	u.called[key] = u.Text(u.crate.Package, u.crate).Count(word, 1) > 0 && u.callsSomewhere(word)
	return u.called[key]
}

// crateWord is a word as one crate has it.
type crateWord struct {
	crate *names.Crate
	word  string
}

func (u *unloader) callsSomewhere(word string) bool {
	s, renamed := u.meaning(word, false), u.renames(word)
	visit := func(o *names.Def) bool {
		return o != nil && o.Item != nil && (o.Item.Fn != nil || o.Item.Static != nil) && (renamed || mention.Mentioned(o, word) || o.Item.Origin != nil) && s.Body(o, 0)
	}
	if slices.ContainsFunc(u.crate.Files(), func(f *names.SourceFile) bool { return u.mayCall(f, word) }) {
		return true
	}
	for _, m := range slices.Clone(u.crate.Modules) {
		for _, o := range slices.Clone(m.Scope().Items) {
			if o.Kind == names.DefTrait && o.Item != nil {
				if slices.ContainsFunc(o.Item.Items, func(it *rust.Item) bool { return visit(o.TraitFn(it.Name)) }) {
					return true
				}
			} else if visit(o) {
				return true
			}
		}
	}
	return slices.ContainsFunc(slices.Clone(u.crate.Impls()), func(im *names.Impl) bool { return slices.ContainsFunc(names.InOrder(im.Fns), visit) })
}

// mayCall reports a word where it is not known what it means.
func (u *unloader) mayCall(f *names.SourceFile, word string) bool {
	raw, err := u.Prog.Text(f.Path)
	if err != nil || !words.Contains(raw, word) {
		return false
	}
	ast := f.AST()
	for at := range words.Each(rust.Code(raw, false), word) {
		if in := mention.Holder(ast.Items, at); mention.MayName(ast, in, at) && (in == nil || !in.NameSpan.Contains(at)) {
			return true
		}
	}
	return false
}

// renames reports whether an import gives the word another name.
func (u *unloader) renames(word string) bool {
	for _, src := range u.Text(u.crate.Package, u.crate).Files {
		for at := range words.Each(src, word) {
			if after := bytes.TrimLeft(src[at+len(word):], " \t\r\n"); bytes.HasPrefix(after, []byte("as ")) || bytes.HasPrefix(after, []byte("as\n")) {
				return true
			}
		}
	}
	return false
}

// own reports a function with a body in one of the crates that were read.
func own(d *names.Def) bool {
	return d.Kind == names.DefFn && d.Item != nil && d.Item.Fn != nil && d.Item.Fn.Body != nil && !d.Crate.Stub
}

// ownFunctions are the functions and methods of the crate with a name and a body.
func (u *unloader) ownFunctions(name string) []*names.Def {
	var out []*names.Def
	if u.Text(u.crate.Package, u.crate).Count(name, 1) == 0 {
		return nil
	}
	for _, m := range u.crate.Modules {
		if m.File == nil || !words.Contains(m.File.AST().Source, name) {
			continue
		}
		for _, d := range m.Scope().Items {
			if d.Name == name && own(d) {
				out = append(out, d)
			}
		}
	}
	for _, im := range u.crate.Impls() {
		if d := im.Fns[name]; d != nil && own(d) {
			out = append(out, d)
		}
	}
	return out
}

// runsElsewhere reports whether a function of that name runs what it is given on a thread
// that the library starts. One of the crate's own does so if it hands it on to such a
// function.
func (u *unloader) runsElsewhere(name string) bool {
	if !runsOnOwnThread[name] {
		return false
	}
	return !slices.ContainsFunc(u.ownFunctions(name), func(d *names.Def) bool {
		for spawner := range runsOnOwnThread {
			if u.namesForeign(d, spawner) {
				return false
			}
		}
		return true
	})
}
