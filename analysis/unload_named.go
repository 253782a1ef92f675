package analysis

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Some facts hang on whether code names a function of the platform or of another crate.
// Its text says where the name stands; what it means there is resolved, since a function
// of the crate's own can have the same name.

// namesForeign reports whether code, without comments and literals, calls a function of
// that name that the crate does not define itself, or hands it on by a path. What cannot be resolved,
// and any method, counts.
func (u *unloader) namesForeign(scope *names.Scope, code []byte, word string) bool {
	for i := range eachWord(code, word) {
		before, after := bytes.TrimRight(code[:i], " \t\r\n"), bytes.TrimLeft(code[i+len(word):], " \t\r\n")
		called := bytes.HasPrefix(after, []byte("(")) || bytes.HasPrefix(after, []byte("::<"))
		switch last := lastWord(before); {
		case last == "fn" || last == "mod" || last == "struct" || last == "let" || last == "mut" || last == "use":
			continue
		case bytes.HasSuffix(before, []byte(".")):
			if called {
				return true
			}
			continue
		case !called && !(bytes.HasSuffix(before, []byte("::")) && (bytes.HasPrefix(after, []byte(")")) || bytes.HasPrefix(after, []byte(",")))):
			continue
		}
		if d, rest := u.prog.Resolve(scope, pathBefore(before, word), names.Values); d != nil && len(rest) == 0 && own(d) {
			continue
		}
		return true
	}
	return false
}

// own reports a function with a body in one of the crates that were read.
func own(d *names.Def) bool {
	return d.Kind == names.DefFn && d.Item != nil && d.Item.Fn != nil && d.Item.Fn.Body != nil && !d.Crate.Stub
}

// pathBefore is the path that ends with a word, by the text before it: `a::b::` and `word`.
func pathBefore(before []byte, word string) *rust.Path {
	p := &rust.Path{Segs: []rust.Seg{{Name: word}}}
	for bytes.HasSuffix(before, []byte("::")) {
		before = bytes.TrimRight(before[:len(before)-2], " \t\r\n")
		name := lastWord(before)
		if name == "" {
			p.Global = true
			break
		}
		p.Segs = append(p.Segs, rust.Seg{Name: name})
		before = bytes.TrimRight(before[:len(before)-len(name)], " \t\r\n")
	}
	slices.Reverse(p.Segs)
	return p
}

// ownFunctions are the functions and methods of the crate with a name and a body.
func (u *unloader) ownFunctions(name string) []*names.Def {
	var out []*names.Def
	if u.text(u.crate.Package).count(name, 1) == 0 {
		return nil
	}
	for _, m := range u.crate.Modules {
		if m.File == nil || !containsWord(m.File.AST().Source, name) {
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
		src, sp := d.Scope.Module.File.AST().Source, d.Item.Fn.Body.Span
		if sp.End > len(src) || sp.Start >= sp.End {
			return true
		}
		code := rust.Code(src[sp.Start:sp.End], false)
		for spawner := range runsOnOwnThread {
			if u.namesForeign(d.Scope, code, spawner) {
				return false
			}
		}
		return true
	})
}
