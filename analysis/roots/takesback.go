package roots

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// besides are what a function may name beside what it takes back: reads of the atomics
// and cells that hold it, and a signal's actions.
var besides = []string{"load", "swap", "take", "get", "SIG_DFL", "SIG_IGN", "null", "null_mut"}

// TakesBackOnly reports a root that does nothing but to take back what the library gave
// away, which is what an unload asks of it: every call is the counterpart of some
// registration, nothing else of the workspace is called, and all of the body was read.
func TakesBackOnly(table *effects.Table, r *analysis.Root, nodes []*calls.Node) bool {
	undo := []string{"pthread_key_delete", "signal", "sigaction"}
	for _, row := range table.Rows() {
		if row.Registrar != nil {
			undo = append(undo, row.Registrar.Undo...)
		}
	}
	some := false
	for _, n := range nodes {
		if n.Cut != "" || len(n.Edges)+len(n.Within)+len(n.Methods)+len(n.Opaque) > 0 || slices.ContainsFunc(n.Named, func(d *names.Def) bool { return d.Kind == names.DefFn }) {
			return false
		}
		for _, name := range n.Foreign {
			switch {
			case slices.Contains(undo, name):
				some = true
			case !slices.Contains(besides, name) && !effects.SignalNumber.MatchString(name):
				return false
			}
		}
		if slices.ContainsFunc(n.Sites, func(s *calls.Site) bool {
			return s.Row == nil || !slices.Contains(undo, words.LastSegment(s.Row.Path)) && !slices.Contains(besides, words.LastSegment(s.Row.Path))
		}) {
			return false
		}
	}
	return some
}
