package reach

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// readers are the calls that ask for a state, without which nobody can give it back.
var readers = map[effects.State][]string{effects.WorkingDirectory: {"current_dir", "getcwd", "O_PATH"}}

// binding is what stands in front of a call whose result is kept under a name.
var binding = regexp.MustCompile(`\blet\s+(?:mut\s+)?[a-z]\w*\s*(?::[^=;]*)?=\s*(?:unsafe\s*\{\s*)?(?:\w+::)*$`)

// givenBack reports whether a function that changes a state of the process asks for the
// state, keeps what was there or sets it a second time: then it, or what it hands out,
// gives the state back. So does one that sets what it was given. A call that only asks
// changes nothing.
func givenBack(r *analysis.Root, n *calls.Node, s *calls.Site) bool {
	src, body := n.File.AST().Source, n.Span
	if n.Def != nil && n.Def.Item != nil && n.Def.Item.Fn != nil && n.Def.Item.Fn.Body != nil {
		body = n.Def.Item.Fn.Body.Span
	}
	if body.Start > s.Span.Start || s.Span.End > body.End || body.End > len(src) {
		return false // in the body of a macro
	}
	state, kept := s.Row.State, binding.Match(src[body.Start:s.Span.Start])
	switch call := words.LastSegment(s.Row.Path); {
	case state == effects.Locale && isNull(argText(src, s, 1)), state == effects.FileMode && kept:
		return true
	case call == "signal" && (kept || !takesSignal(r, n, argText(src, s, 1))):
		return true
	case call == "sigaction" && (isNull(argText(src, s, 1)) || argText(src, s, 2) != "" && !isNull(argText(src, s, 2))):
		return true
	}
	if slices.ContainsFunc(readers[state], func(name string) bool { return reads(n, name) }) {
		return true
	}
	return slices.ContainsFunc(n.Sites, func(o *calls.Site) bool {
		return o != s && o.Row != nil && o.Row.State == state && o.Span != s.Span && (state != effects.SignalAction || argText(src, o, 0) == argText(src, s, 0))
	})
}

// reads reports whether a body, or a closure in it, names a function or constant of another
// crate.
func reads(n *calls.Node, name string) bool {
	return slices.Contains(n.Foreign, name) || slices.ContainsFunc(n.Opaque, func(text string) bool { return words.Contains([]byte(text), name) }) ||
		slices.ContainsFunc(n.Within, func(in *calls.Node) bool { return reads(in, name) })
}

// takesSignal reports whether a handler is one that takes the signal from the host: a
// function or closure of the library, none at all, or the default where nothing was set.
func takesSignal(r *analysis.Root, n *calls.Node, handler string) bool {
	switch {
	case strings.Contains(handler, "SIG_DFL"), strings.Contains(handler, "SigDfl"):
		return r.Moment == analysis.Load || r.Initialises
	case handler == "", strings.Contains(handler, "SIG_IGN"), strings.Contains(handler, "SigIgn"), strings.Contains(handler, "|"):
		return true
	}
	return slices.ContainsFunc(n.Named, func(d *names.Def) bool {
		return d.Item != nil && d.Item.Fn != nil && words.At(handler, d.Name) >= 0
	})
}

// argText is an argument as the source has it, "" where there is none.
func argText(src []byte, s *calls.Site, i int) string {
	if i >= len(s.Args) || s.Args[i] == nil || s.Args[i].Span.End > len(src) {
		return ""
	}
	return string(src[s.Args[i].Span.Start:s.Args[i].Span.End])
}

// isNull reports an argument by which nothing is given.
func isNull(arg string) bool {
	return strings.Contains(arg, "null") || arg == "None" || strings.HasPrefix(arg, "0 as")
}
