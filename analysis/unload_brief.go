package analysis

import (
	"bytes"
	"regexp"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// lasting are the marks of a thread that may go on for as long as the process: loops,
// waits, and calls by which servers and watchers are run.
var (
	lasting  = regexp.MustCompile(`\b(?:loop|while|park|block_on|park_timeout|sleep)\b|\.\s*(?:recv\w*|accept|incoming|join|wait\w*|lines|run\w*|serve\w*|listen\w*|watch\w*|poll\w*|start\w*)\s*(?:::<[^>]*>)?\(|\bin\s+[\w.&]*(?:rx|receiver|recv|messages|events|requests|listener|incoming)\b`)
	comments = regexp.MustCompile(`//[^\n]*`)
)

// maxBrief bounds the functions that are read for one thread; beyond it the thread is
// taken to last.
const maxBrief = 200

// brief reports that what a started thread runs comes to an end by itself: nothing in it,
// or in the functions of the workspace that it calls, loops without an end in sight or waits.
func (u *unloader) brief(n *calls.Node, s *calls.Site) bool {
	first := u.runs(n, s)
	if first == nil || len(bytes.Trim(ownText(first), "{|} \t\n")) == 0 { // nothing written yet
		return false
	}
	seen, work := map[*calls.Node]bool{first: true}, []*calls.Node{first}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		u.graph.Finish(n)
		if n.Cut != "" || len(n.Opaque) > 0 || len(seen) > maxBrief || lasting.Match(ownText(n)) {
			return false
		}
		for _, e := range n.Edges {
			if !seen[e.To] && e.To.Crate != nil && isMember(e.To.Crate.Package) {
				seen[e.To] = true
				work = append(work, e.To)
			}
		}
	}
	return true
}

// runs is the closure or function that a call starts a thread with, nil where it is
// another value.
func (u *unloader) runs(n *calls.Node, s *calls.Site) *calls.Node {
	for _, a := range s.Args {
		switch {
		case a.Kind == rust.ExprClosure:
			for _, c := range n.Within {
				if c.Span == a.Span {
					return c
				}
			}
		case a.Kind == rust.ExprPath && a.Path != nil && len(a.Path.Segs) > 0:
			for _, d := range n.Named {
				if d.Kind == names.DefFn && d.Name == a.Path.Segs[len(a.Path.Segs)-1].Name {
					return u.graph.Node(d)
				}
			}
		}
	}
	return nil
}

// ownText is the text of a body, without line comments.
func ownText(n *calls.Node) []byte {
	sp, src := n.Span, n.File.AST().Source
	if d := n.Def; d != nil && d.Item != nil && d.Item.Fn != nil && d.Item.Fn.Body != nil {
		sp = d.Item.Fn.Body.Span
	}
	if sp.End > len(src) || sp.Start > sp.End {
		return nil
	}
	return comments.ReplaceAll(src[sp.Start:sp.End], nil)
}
