package mention

import (
	"bytes"
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A function that no code of a library names is not in it, as one of a helper crate that
// the library does not use. Rust has no way to call a function without its name but for
// traits, attributes and macros that put names together; where one of these may do so,
// where generated code is included, or where a name is not understood, the function counts
// as called.

// Callers tells which libraries may call the functions of the crates that they link. It is
// for one run, and not for use by several at once.
type Callers struct {
	a *corpus.Corpus
	// dead and files are what was found, asking what is being looked for.
	dead, asking map[uncalledKey]bool
	files        map[*workspace.Target][]fileOf
}

// NewCallers asks about the code of a run.
func NewCallers(a *corpus.Corpus) *Callers {
	return &Callers{a, map[uncalledKey]bool{}, map[uncalledKey]bool{}, map[*workspace.Target][]fileOf{}}
}

// Of are those of the libraries in which something may call a function. In the library's
// own package what nobody calls yet counts: its author is asked about it.
func (u *Callers) Of(d *names.Def, libraries []*workspace.Target) []*workspace.Target {
	if d == nil || d.Item == nil || d.Item.Fn == nil || d.Item.Origin != nil || d.Scope == nil || d.Scope.Module == nil || d.Scope.Module.File == nil {
		return libraries
	}
	at := defined{d.Scope.Module.File.Path, d.Item.NameSpan}
	if in := u.itemsAt(at.file, at.span.Start); len(in) == 0 || in[len(in)-1].NameSpan != at.span {
		return libraries // within another's body
	}
	return slices.DeleteFunc(slices.Clone(libraries), func(t *workspace.Target) bool {
		return t.Package != d.Crate.Package && u.uncalled(t, d.Crate, at, d.Name)
	})
}

// defined is where the name of a function stands that is defined there.
type defined struct {
	file string
	span rust.Span
}

// uncalledKey is a function in one library.
type uncalledKey struct {
	target *workspace.Target
	at     defined
}

// uncalled reports that nothing in a library names the function whose name stands at a
// place, or only functions of which the same holds.
func (u *Callers) uncalled(t *workspace.Target, c *names.Crate, at defined, name string) bool {
	key := uncalledKey{t, at}
	if known, ok := u.dead[key]; ok {
		return known
	}
	if u.asking[key] {
		return true // those that name each other alone are not called either
	}
	u.asking[key] = true
	files := u.filesOf(t)
	dead := files != nil && plainFunction(c, u.itemsAt(at.file, at.span.Start)) &&
		!slices.ContainsFunc(files, func(f fileOf) bool { return u.namesLive(t, f, at, name) })
	delete(u.asking, key)
	if !dead { // what was found while it was taken for dead may be wrong
		maps.DeleteFunc(u.dead, func(_ uncalledKey, dead bool) bool { return dead })
	}
	u.dead[key] = dead
	return dead
}

// fileOf is a file of a crate.
type fileOf struct {
	crate *names.Crate
	path  string
}

// filesOf are the files of all crates that a library is made of; nil where not all are
// known, or where names may be put together or generated.
func (u *Callers) filesOf(t *workspace.Target) []fileOf {
	if known, ok := u.files[t]; ok {
		return known
	}
	var out []fileOf
	u.files[t] = nil
	for manifest, targets := range u.a.Linked {
		if !slices.Contains(targets, t) {
			continue
		}
		i := slices.IndexFunc(u.a.Scans, func(sc *scan.Package) bool { return sc.Pkg.Manifest == manifest })
		if i < 0 {
			return nil
		}
		var crate *names.Crate
		for _, own := range u.a.Scans[i].Pkg.Targets {
			if own == t || own.Kind == workspace.TargetLib {
				crate = u.a.Prog.Crate(own)
			}
		}
		if crate == nil {
			return nil
		}
		for _, path := range u.a.Scans[i].Files {
			src, err := u.a.Prog.Text(path)
			if err != nil || slices.ContainsFunc([]string{"paste", "concat_idents", "OUT_DIR", "include"}, func(w string) bool { return words.Contains(src, w) }) {
				return nil
			}
			out = append(out, fileOf{crate, path})
		}
	}
	u.files[t] = out
	return out
}

// namesLive reports that a file names the function in code that may be called.
func (u *Callers) namesLive(t *workspace.Target, f fileOf, def defined, name string) bool {
	raw, err := u.a.Prog.Text(f.path)
	if err != nil {
		return true
	}
	if !words.Contains(raw, name) {
		return false
	}
	code := rust.Code(raw, true)
	for at := range words.Each(code, name) {
		if f.path == def.file && def.span.Contains(at) {
			continue
		}
		in := u.itemsAt(f.path, at)
		if len(in) == 0 {
			return true
		}
		holder := in[len(in)-1]
		switch {
		case holder.Kind == rust.ItemUse && !bytes.Contains(code[at:min(holder.Span.End, len(code))], []byte(" as ")):
			continue // who uses the import names it again
		case holder.Fn == nil || holder.NameSpan.Contains(at) || !plainFunction(f.crate, in) || holdsItems(code[holder.Span.Start:min(holder.Span.End, len(code))]):
			return true
		case f.path == def.file && holder.NameSpan == def.span:
			continue // it calls itself
		case !u.uncalled(t, f.crate, defined{f.path, holder.NameSpan}, holder.Name):
			return true
		}
	}
	return false
}

// itemsAt are the items of a file around a place, the outermost first; nil where the
// place is not understood.
func (u *Callers) itemsAt(path string, at int) []*rust.Item {
	for _, c := range u.a.Prog.Loaded() {
		for _, f := range c.Files() {
			if f.Path != path {
				continue
			}
			ast := f.AST()
			in := Holder(ast.Items, at)
			if in == nil || MayName(ast, in, at) {
				return nil
			}
			return around(ast.Items, at)
		}
	}
	return nil
}

func around(items []*rust.Item, at int) []*rust.Item {
	for _, it := range items {
		if it.Span.Contains(at) {
			return append([]*rust.Item{it}, around(it.Items, at)...)
		}
	}
	return nil
}

// plainFunction reports a function that runs only where code names it: no method of a
// trait, and nothing whose attributes hand it on or export it.
func plainFunction(c *names.Crate, in []*rust.Item) bool {
	if len(in) == 0 || in[len(in)-1].Fn == nil || in[len(in)-1].Name == "main" {
		return false
	}
	return !slices.ContainsFunc(in, func(it *rust.Item) bool {
		return it.Kind == rust.ItemTrait || it.Impl != nil && it.Impl.Trait != nil || it.Origin != nil || Kept(c, it, false)
	})
}

// holdsItems reports that a function may have functions in its body, which may be exported.
func holdsItems(text []byte) bool {
	n := 0
	for range words.Each(text, "fn") {
		n++
	}
	return n != 1
}
