package analysis

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A library that exports a function under the name of one of the C library's may stand in
// front of it for its own std too. Which functions std calls is data (`symbols` in
// effects.toml); what of the library calls them is followed here, from each export, and
// only in libraries that export such a name.

// Shadow is an export of a library under the name of a C library function that code of the
// same library calls through std.
type Shadow struct {
	// Export is the function that has the name.
	Export *Root
	// Library is the one that exports it.
	Library *workspace.Target
	// By is a call that the name stands in front of, with one path to it.
	By   *Reach
	Path RootPath
	// Within: the export's own body gets there, so that it runs within itself.
	Within bool
}

// interposed finds shadows. What stands behind a flag is left out: it may be the one
// that keeps a function from running within itself.
func (a *analyzer) interposed() {
	libc := a.table.LibcSymbols()
	guarded := func(n *calls.Node, at rust.Span, _, _ string) bool { return a.asksBefore(entersFlag, n, at) }
	for _, t := range a.shadowing(libc) {
		var entries []*Root
		exports := map[string]*Root{}
		for _, c := range a.crates {
			if a.ctx.Err() != nil {
				return
			}
			if slices.Contains(a.linkedBy(c), t) && (c.Target == nil || c.Target.Kind == workspace.TargetLib || c.Target == t) {
				a.guard(c.Package, func() { entries = append(entries, a.entries(c, []*workspace.Target{t})...) })
			}
		}
		own := a.ownAllocator(t)
		for _, r := range entries {
			if libc[r.Symbol] && !(own && allocates[r.Symbol]) {
				exports[r.Symbol] = r
			}
		}
		from := map[*Root]map[string]*Shadow{}
		for _, r := range entries {
			merged := map[string]*Reach{}
			a.walkCall(merged, r, guarded, CallsLibc)
			from[r] = map[string]*Shadow{}
			for _, reach := range ordered(merged) {
				for _, s := range reach.Effect.Symbols {
					if exports[s] != nil && from[r][s] == nil {
						from[r][s] = &Shadow{Export: exports[s], Library: t, By: reach, Path: reach.Paths[0]}
					}
				}
			}
		}
		for _, s := range slices.Sorted(maps.Keys(exports)) {
			if sh := shadowOf(exports[s], entries, exports, from); sh != nil {
				a.shadows = append(a.shadows, sh)
			}
		}
	}
}

// allocates are the functions that std calls only as its default allocator.
var allocates = map[string]bool{"malloc": true, "realloc": true, "free": true}

// ownAllocator reports a library whose crates name an allocator.
func (a *analyzer) ownAllocator(t *workspace.Target) bool {
	for _, c := range a.crates {
		if !slices.Contains(a.linkedBy(c), t) {
			continue
		}
		for _, m := range slices.Clone(c.Modules) {
			for _, d := range m.Scope().Items {
				if d.Kind == names.DefStatic && d.Item != nil && slices.ContainsFunc(c.Env().Expand(d.Item.Attrs), func(at *rust.Attr) bool {
					return at.Meta != nil && at.Meta.Path == "global_allocator"
				}) {
					return true
				}
			}
		}
	}
	return false
}

// shadows reports a file that exports one of the names as a function.
func (m *marks) shadows(libc map[string]bool) bool {
	return slices.ContainsFunc(m.exports, func(e hosts.Export) bool { return e.Params != "-" && libc[e.Name] })
}

// shadowOf is what the export is said to shadow: a call in its own body first, also by way
// of other such exports, else the first of the library. It is nil for none.
func shadowOf(export *Root, entries []*Root, exports map[string]*Root, from map[*Root]map[string]*Shadow) *Shadow {
	seen := map[*Root]bool{export: true}
	for todo := []*Root{export}; len(todo) > 0; todo = todo[1:] {
		if sh := from[todo[0]][export.Symbol]; sh != nil {
			within := *sh
			within.Within = true
			return &within
		}
		for _, s := range slices.Sorted(maps.Keys(from[todo[0]])) {
			if next := exports[s]; !seen[next] {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	for _, r := range entries {
		if sh := from[r][export.Symbol]; sh != nil {
			return sh
		}
	}
	return nil
}

// shadowing lists the libraries that export a name of the C library's which some row says
// std calls.
func (a *analyzer) shadowing(libc map[string]bool) []*workspace.Target {
	var out []*workspace.Target
	for _, sc := range a.scans {
		for _, m := range sc.marks {
			if !m.shadows(libc) {
				continue
			}
			for _, t := range a.linked[sc.pkg.Manifest] {
				if t.Unloadable() && !slices.Contains(out, t) {
					out = append(out, t)
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y *workspace.Target) int {
		return cmp.Or(strings.Compare(x.Package.Manifest, y.Package.Manifest), strings.Compare(x.Path, y.Path))
	})
	return out
}
