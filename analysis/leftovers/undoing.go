package leftovers

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/roots"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// takeback tells what a crate takes back before it may be unloaded.
type takeback struct {
	*namer
	found *roots.Found
}

// undoing are parts of names of functions that run before an unload.
var undoing = []string{"unload", "deinit", "destroy", "shutdown", "teardown", "tear_down", "cleanup", "clean_up", "finalize", "fini", "uninstall",
	"unregister", "restore", "remove", "disable", "stop", "close", "exit", "term", "reset", "dispose", "release", "delete", "free", "drop", "detach", "uninit"}

// undone reports whether another function of the crate, one that may run before
// an unload, names the word.
func (t *takeback) undone(b *syntax.Body, word string) bool {
	return t.undoneWhere(b, word, func(*names.Def) bool { return true })
}

// undoneWhere is undone by a function for which fits holds.
func (t *takeback) undoneWhere(b *syntax.Body, word string, fits func(*names.Def) bool) bool {
	if t.Text(t.crate.Package, t.crate).Count(word, 1) == 0 {
		return false
	}
	for _, m := range t.crate.Modules {
		if m.File == nil || !words.Contains(m.File.AST().Source, word) {
			continue
		}
		for _, d := range m.Scope().Items {
			if d.Kind == names.DefFn && d.Item != b.Def.Item && t.undoes(d, word) && fits(d) {
				return true
			}
		}
	}
	for _, im := range t.crate.Impls() {
		for _, d := range im.Fns {
			if d.Item != b.Def.Item && t.undoes(d, word) && fits(d) {
				return true
			}
		}
	}
	return false
}

func (t *takeback) undoes(d *names.Def, word string) bool {
	return t.mayUndo(d) && t.namesForeign(d, word)
}

// mayUndo reports a function that may run before an unload: a destructor, or one
// whose name says so.
func (t *takeback) mayUndo(d *names.Def) bool {
	name := strings.ToLower(d.Name)
	for _, part := range undoing {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, r := range t.found.Roots {
		if r.Moment != analysis.Unload && r.Moment != analysis.Exit {
			continue
		}
		// The item of a raw section is its static, the function is what it names.
		if r.Item == d.Item || slices.ContainsFunc(t.found.Nodes[r], func(n *calls.Node) bool { return n.Def != nil && n.Def.Item == d.Item }) {
			return true
		}
	}
	return false
}
