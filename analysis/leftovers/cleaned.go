package leftovers

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/syntax"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// maxThread bounds the functions that are looked at for one thread.
const maxThread = 500

// cleaned finds what the code of a thread uses of a library that frees its state at exit,
// with the calls that lead there.
func (u *unloader) cleaned(b *syntax.Body, n *calls.Node, s *calls.Site) (*analysis.Effect, []analysis.Step) {
	var rare *analysis.Effect // what is used on a rare condition only; what always counts comes before it
	var through []analysis.Step
	type visit struct {
		node  *calls.Node
		steps []analysis.Step
	}
	var queue []visit
	seen := map[*calls.Node]bool{}
	push := func(n *calls.Node, steps []analysis.Step) {
		if n != nil && n.File != nil && !seen[n] && len(seen) < maxThread {
			seen[n] = true
			queue = append(queue, visit{n, steps})
		}
	}
	for _, arg := range s.Args {
		for _, c := range n.Within {
			if arg.Span.Start <= c.Span.Start && c.Span.End <= arg.Span.End {
				push(c, nil)
			}
		}
		if arg.Kind == rust.ExprPath && arg.Path != nil {
			if d, rest := u.Prog.Resolve(b.Def.Scope, arg.Path, names.Values); d != nil && len(rest) == 0 && d.Kind == names.DefFn {
				push(u.Graph.Node(d), nil)
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		v := queue[0]
		u.Graph.Finish(v.node)
		for _, x := range v.node.Sites {
			if x.Row != nil && slices.Contains(x.Row.Kinds, analysis.ExitCleanup) {
				at := analysis.Step{Message: "the thread uses `" + x.What + "`", Place: analysis.Place{File: v.node.File.Path, Span: x.Span}}
				found := &analysis.Effect{Kind: analysis.ExitCleanup, What: x.What, Path: x.Row.Path, Note: x.Note, Source: x.Source, Unlikely: x.Row.Unlikely}
				if found.Unlikely == "" {
					return found, append(slices.Clone(v.steps), at)
				}
				if rare == nil {
					rare, through = found, append(slices.Clone(v.steps), at)
				}
			}
		}
		for _, e := range v.node.Edges {
			step := analysis.Step{Message: "`" + v.node.Name + "` calls `" + e.To.Name + "`", Place: analysis.Place{File: v.node.File.Path, Span: e.Span}}
			push(e.To, append(slices.Clone(v.steps), step))
		}
		for _, c := range v.node.Within {
			push(c, v.steps)
		}
	}
	return rare, through
}
