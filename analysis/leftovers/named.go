package leftovers

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/mention"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Some facts hang on whether code names a function of the platform or of another crate.
// Its text says where the word stands; what it means there is resolved, since functions,
// methods, constants and variants of the crate's own can have the same name.

// namer tells what the code of a crate means by a name.
type namer struct {
	linked
	called map[string]bool // answers of calls
}

// meaning seeks a function of that name that the crate does not define itself, called or
// handed on by a path, or a method of it where one may be meant. What is not resolved counts.
func (w *namer) meaning(word string, methods bool) mention.Sought {
	return mention.Sought{Corpus: w.Corpus, Word: word, Means: func(n *calls.Node) bool {
		return slices.Contains(n.Foreign, word) || methods && slices.Contains(n.Methods, word)
	}}
}

// namesForeign reports whether the body of a function names such a function.
func (w *namer) namesForeign(d *names.Def, word string) bool {
	s := w.meaning(word, true)
	return d.Item != nil && d.Item.Fn != nil && (mention.Mentioned(d, word) || w.renames(word)) && s.Body(d, 0)
}

// calls reports whether code of the crate calls a free function of another crate or of C by
// that name, or hands it on.
func (w *namer) calls(word string) bool {
	if known, ok := w.called[word]; ok {
		return known
	}
	if w.called == nil {
		w.called = map[string]bool{}
	}
	w.called[word] = w.Text(w.crate.Package, w.crate).Count(word, 1) > 0 && w.callsSomewhere(word)
	return w.called[word]
}

func (w *namer) callsSomewhere(word string) bool {
	s, renamed := w.meaning(word, false), w.renames(word)
	visit := func(o *names.Def) bool {
		return o != nil && o.Item != nil && (o.Item.Fn != nil || o.Item.Static != nil) && (renamed || mention.Mentioned(o, word) || o.Item.Origin != nil) && s.Body(o, 0)
	}
	if slices.ContainsFunc(w.crate.Files(), func(f *names.SourceFile) bool { return w.mayCall(f, word) }) {
		return true
	}
	for _, m := range slices.Clone(w.crate.Modules) {
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
	return slices.ContainsFunc(slices.Clone(w.crate.Impls()), func(im *names.Impl) bool { return slices.ContainsFunc(names.InOrder(im.Fns), visit) })
}

// mayCall reports a word where it is not known what it means.
func (w *namer) mayCall(f *names.SourceFile, word string) bool {
	raw, err := w.Prog.Text(f.Path)
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
func (w *namer) renames(word string) bool {
	for _, src := range w.Text(w.crate.Package, w.crate).Files {
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
func (w *namer) ownFunctions(name string) []*names.Def {
	var out []*names.Def
	if w.Text(w.crate.Package, w.crate).Count(name, 1) == 0 {
		return nil
	}
	for _, m := range w.crate.Modules {
		if m.File == nil || !words.Contains(m.File.AST().Source, name) {
			continue
		}
		for _, d := range m.Scope().Items {
			if d.Name == name && own(d) {
				out = append(out, d)
			}
		}
	}
	for _, im := range w.crate.Impls() {
		if d := im.Fns[name]; d != nil && own(d) {
			out = append(out, d)
		}
	}
	return out
}

// runsElsewhere reports whether a function of that name runs what it is given on a thread
// that the library starts. One of the crate's own does so if it hands it on to such a
// function.
func (w *namer) runsElsewhere(name string) bool {
	if !runsOnOwnThread[name] {
		return false
	}
	return !slices.ContainsFunc(w.ownFunctions(name), func(d *names.Def) bool {
		for spawner := range runsOnOwnThread {
			if w.namesForeign(d, spawner) {
				return false
			}
		}
		return true
	})
}

// runsOnOwnThread are functions that have what they are given run on a thread which the
// library starts: std's, and the hooks of runtimes and pools.
var runsOnOwnThread = map[string]bool{
	"spawn": true, "spawn_unchecked": true, "spawn_scoped": true, "spawn_blocking": true, "spawn_handler": true,
	"on_thread_start": true, "on_thread_stop": true, "on_thread_park": true, "on_thread_unpark": true, "thread_name_fn": true,
	"start_handler": true, "exit_handler": true,
}

// onlyOnOwnThreads reports a private function that is never called by name, only handed
// to functions which run it on a thread of the library's own.
func (w *namer) onlyOnOwnThreads(d *names.Def) bool {
	if d.Kind != names.DefFn || d.Item.Pub || d.Item.ABI != "" {
		return false
	}
	handed := 0
	for _, src := range w.Text(w.crate.Package, w.crate).Files {
		for i := range words.Each(src, d.Name) {
			before := bytes.TrimRight(src[:i], " \t\r\n")
			if bytes.HasSuffix(before, []byte("fn")) {
				continue // declared; another of that name only makes more mentions to explain
			}
			if !w.runsElsewhere(calleeBefore(before)) {
				return false
			}
			after := bytes.TrimLeft(src[i+len(d.Name):], " \t\r\n")
			if !bytes.HasPrefix(after, []byte(")")) && !bytes.HasPrefix(after, []byte(",")) {
				return false
			}
			handed++
		}
	}
	return handed > 0
}

// calleeBefore is the name of the function whose first argument, or a path's segments
// before its last, come next: `spawn` for `thread::spawn(Self::`.
func calleeBefore(before []byte) string {
	for bytes.HasSuffix(before, []byte("::")) {
		before = before[:len(before)-2]
		for len(before) > 0 && words.IsIdent(before[len(before)-1]) {
			before = before[:len(before)-1]
		}
	}
	before, open := bytes.CutSuffix(bytes.TrimRight(before, " \t\r\n"), []byte("("))
	if !open {
		return ""
	}
	n := len(before)
	for n > 0 && words.IsIdent(before[n-1]) {
		n--
	}
	return string(before[n:])
}

// onOwnThread reports that a call stands in a closure, or a function, which runs on a
// thread of the library's own.
func (w *namer) onOwnThread(b *syntax.Body, span rust.Span) bool {
	path := b.CallAt(span)
	for i := range path {
		if e := path[i].Expr; e != nil && e.Kind == rust.ExprClosure && i > 0 && path[i-1].Expr != nil && w.runsElsewhere(syntax.Callee(path[i-1].Expr)) {
			return true
		}
	}
	return w.onlyOnOwnThreads(b.Def)
}
