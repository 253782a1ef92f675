package reach

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A library that exports a function under the name of one of the C library's may stand in
// front of it for its own std too. Which functions std calls is data (`symbols` in
// effects.toml); what of the library calls them is followed here, from each export, and
// only in libraries that export such a name.

// interposed finds shadows. What stands behind a flag is left out: it may be the one
// that keeps a function from running within itself.
func (h *hostCaller) interposed() {
	libc := h.Table.LibcSymbols()
	guarded := func(n *calls.Node, at rust.Span, _, _ string) bool { return h.asksBefore(entersFlag, n, at) }
	for _, t := range h.shadowing(libc) {
		var entries []*analysis.Root
		exports := map[string]*analysis.Root{}
		for _, c := range h.Crates {
			if h.Ctx.Err() != nil {
				return
			}
			if slices.Contains(h.LinkedBy(c), t) && (c.Target == nil || c.Target.Kind == workspace.TargetLib || c.Target == t) {
				h.Guard(c.Package, func() { entries = append(entries, h.entries(c, []*workspace.Target{t})...) })
			}
		}
		own := h.ownAllocator(t)
		for _, r := range entries {
			if libc[r.Symbol] && !(own && allocates[r.Symbol]) {
				exports[r.Symbol] = r
			}
		}
		from := map[*analysis.Root]map[string]*analysis.Shadow{}
		for _, r := range entries {
			merged := map[string]*analysis.Reach{}
			h.walkCall(merged, r, guarded, analysis.CallsLibc)
			from[r] = map[string]*analysis.Shadow{}
			for _, reach := range ordered(merged) {
				for _, s := range reach.Effect.Symbols {
					if exports[s] != nil && from[r][s] == nil {
						from[r][s] = &analysis.Shadow{Export: exports[s], Library: t, By: reach, Path: reach.Paths[0]}
					}
				}
			}
		}
		for _, s := range slices.Sorted(maps.Keys(exports)) {
			if sh := shadowOf(exports[s], entries, exports, from); sh != nil {
				h.shadows = append(h.shadows, sh)
			}
		}
	}
}

// allocates are the functions that std calls only as its default allocator.
var allocates = map[string]bool{"malloc": true, "realloc": true, "free": true}

// ownAllocator reports a library whose crates name an allocator.
func (h *hostCaller) ownAllocator(t *workspace.Target) bool {
	for _, c := range h.Crates {
		if !slices.Contains(h.LinkedBy(c), t) {
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

// shadowOf is what the export is said to shadow: a call in its own body first, also by way
// of other such exports, else the first of the library. It is nil for none.
func shadowOf(export *analysis.Root, entries []*analysis.Root, exports map[string]*analysis.Root, from map[*analysis.Root]map[string]*analysis.Shadow) *analysis.Shadow {
	seen := map[*analysis.Root]bool{export: true}
	for todo := []*analysis.Root{export}; len(todo) > 0; todo = todo[1:] {
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
func (h *hostCaller) shadowing(libc map[string]bool) []*workspace.Target {
	var out []*workspace.Target
	for _, sc := range h.Scans {
		for _, m := range sc.Marks {
			if !m.Shadows(libc) {
				continue
			}
			for _, t := range h.Linked[sc.Pkg.Manifest] {
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
