package workspace

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
)

// featureWalk enables features along dependency edges, as Cargo's resolver
// does: a package has one set, the union of what all that reach it ask for.
// Dependencies for build scripts and tests do not count (resolver 2), nor do
// those of procedural macros: these run in the compiler.
type featureWalk struct {
	w *impl
	// external: packages that are not the user's are entered too.
	external bool
	// weak are `dep?/feature` requests that wait for the dependency.
	weak map[*depSpec][]string
}

// resolveLocal settles the features of members and path packages. What cdylib
// members link has the features that these enable; all other members then have
// those of a build of the whole workspace.
func (w *impl) resolveLocal() {
	for _, seeds := range w.seeds() {
		walk := &featureWalk{w: w, weak: map[*depSpec][]string{}}
		for _, n := range seeds {
			walk.reach(n)
		}
		w.freeze()
	}
	// What only a patch leads to has its defaults.
	walk := &featureWalk{w: w, weak: map[*depSpec][]string{}}
	for _, n := range w.sortedNodes() {
		if !n.reached {
			walk.reach(n)
			walk.enable(n, "default")
		}
	}
}

// seeds are the members with libraries that a process loads, then all.
func (w *impl) seeds() [2][]*node {
	var libraries []*node
	for _, n := range w.members {
		if n.loadable() {
			libraries = append(libraries, n)
		}
	}
	return [2][]*node{libraries, w.members}
}

func (w *impl) freeze() {
	for _, n := range w.nodes {
		n.frozen = n.frozen || n.reached
	}
}

// loadable reports whether the manifest asks for a library for other languages.
func (n *node) loadable() bool {
	tables := append(n.t.list("example"), n.t.sub("lib"))
	for _, t := range tables {
		t.sink = nil
		for _, kind := range t.strs("crate-type", "crate_type") {
			if kind == "cdylib" || kind == "dylib" || kind == "staticlib" {
				return true
			}
		}
	}
	return false
}

// reach enters a package: what it has without being asked is enabled.
func (r *featureWalk) reach(n *node) {
	if n.reached || n.frozen || !n.local && !r.external {
		return
	}
	n.reached = true
	if n.local {
		r.w.l.on(n.path)
	}
	if n.member {
		r.seed(n)
	}
	if n.procMacro {
		return
	}
	for _, d := range n.deps {
		if !d.optional {
			r.activate(n, d)
		}
	}
}

// seed enables what a member is built with: defaults, configuration and flags.
func (r *featureWalk) seed(n *node) {
	opts := r.w.l.opts
	if !opts.NoDefaultFeatures {
		r.enable(n, "default")
	}
	if opts.AllFeatures {
		for _, f := range slices.Sorted(maps.Keys(n.declared)) {
			r.enable(n, f)
		}
	}
	for _, f := range slices.Concat(n.settings.Features, opts.Features) {
		if pkg, rest, ok := strings.Cut(f, "/"); ok && pkg == n.name {
			f = rest
		}
		r.item(n, f)
	}
}

// enable turns a feature of a package on, with all that it stands for.
func (r *featureWalk) enable(n *node, feature string) {
	items, declared := n.declared[feature]
	if n.frozen || !declared || n.enabled[feature] {
		return
	}
	n.enabled[feature] = true
	for _, item := range items {
		r.item(n, item)
	}
}

// item applies one element of a feature's list.
func (r *featureWalk) item(n *node, item string) {
	if key, ok := strings.CutPrefix(item, "dep:"); ok {
		r.each(n, key, func(d *depSpec) { r.activate(n, d) })
		return
	}
	key, feature, ok := strings.Cut(item, "/")
	if !ok {
		r.enable(n, item)
		return
	}
	if weak, isWeak := strings.CutSuffix(key, "?"); isWeak {
		r.each(n, weak, func(d *depSpec) {
			if !d.optional || n.active[d] {
				r.pass(n, d, feature)
			} else {
				r.weak[d] = append(r.weak[d], feature)
			}
		})
		return
	}
	// `x/y` also turns on the feature x that an optional dependency makes.
	if list := n.declared[key]; len(list) == 1 && list[0] == "dep:"+key {
		r.enable(n, key)
	}
	r.each(n, key, func(d *depSpec) {
		r.activate(n, d)
		r.pass(n, d, feature)
	})
}

func (r *featureWalk) each(n *node, key string, do func(*depSpec)) {
	for _, d := range n.deps {
		if d.key == key {
			do(d)
		}
	}
}

// activate follows a dependency that is part of the build.
func (r *featureWalk) activate(n *node, d *depSpec) {
	if n.active[d] || !r.w.applies(n, d) {
		return
	}
	n.active[d] = true
	to := r.find(n, d)
	if to == nil {
		return
	}
	r.reach(to)
	r.request(to, d)
	for _, feature := range r.weak[d] {
		r.enable(to, feature)
	}
	delete(r.weak, d)
}

// request enables what the dependency's entry asks for.
func (r *featureWalk) request(to *node, d *depSpec) {
	if d.defaults {
		r.enable(to, "default")
	}
	for _, feature := range d.features {
		r.enable(to, feature)
	}
}

// pass enables a feature of a dependency.
func (r *featureWalk) pass(n *node, d *depSpec, feature string) {
	if !r.w.applies(n, d) {
		return
	}
	if to := r.find(n, d); to != nil {
		r.enable(to, feature)
	}
}

func (r *featureWalk) find(n *node, d *depSpec) *node {
	to := r.w.localDep(n, d)
	if to == nil && r.external {
		to = r.w.external.dep(n, d)
	}
	if to == nil || to == n || !to.local && !r.external {
		return nil
	}
	return to
}

// applies reports whether the dependency's platform may be the target's.
func (w *impl) applies(n *node, d *depSpec) bool {
	if d.platform == "" {
		return true
	}
	triple := w.tripleFor(n)
	match, err := w.envOf(triple).Matches(d.platform, triple)
	if err != nil && n.t.sink != nil {
		w.l.problems.add("broken-manifest", n.path, n.t.doc.Nearest("target", d.platform),
			"`%s` is no platform: %s", d.platform, err)
	}
	return match != cfg.False
}

// tripleFor is the target a package is analysed for.
func (w *impl) tripleFor(n *node) string {
	if n.target != "" {
		return n.target
	}
	return w.ws.Target
}

// localDep finds a path dependency of the user's packages, or one that [patch]
// puts in a dependency's place.
func (w *impl) localDep(n *node, d *depSpec) *node {
	if !d.looked {
		d.looked = true
		if d.path != "" && !n.local {
			return nil // its own sources find it
		} else if d.path != "" {
			path := filepath.Join(d.path, "Cargo.toml")
			if d.to = w.node(path); d.to == nil && n.member && w.l.doc(path) == nil {
				w.l.missing(n.path, d.span, d.path, "dependency `%s` has no Cargo.toml at its path: correct the path or remove the dependency", d.key)
			}
		} else {
			d.to = w.patched(d)
		}
	}
	return d.to
}

// patch is one entry of [patch.…] that leads to a folder.
type patch struct {
	source string // "crates-io" or an address
	to     *node
}

// openPatches reads the packages that [patch] names. Only a registry package may
// lead to one, and then it is too late to settle what it is.
func (w *impl) openPatches() {
	w.patches = map[string][]patch{}
	tables := w.root.sub("patch")
	for _, source := range tables.keys() {
		t := tables.sub(source)
		for _, key := range t.keys() {
			m, _ := t.m[key].(map[string]any)
			path, ok := m["path"].(string)
			if !ok {
				continue
			}
			if n := w.node(filepath.Join(w.dir, filepath.FromSlash(path), "Cargo.toml")); n != nil {
				w.patches[n.name] = append(w.patches[n.name], patch{source: source, to: n})
			}
		}
	}
}

// patched is the package that stands in for a registry or git dependency. It
// must satisfy the requirement: overrides of several versions of one crate may
// stand side by side, and one may depend on another.
func (w *impl) patched(d *depSpec) *node {
	for _, p := range w.patches[d.pkg] {
		switch {
		case d.git == "" && p.source != "crates-io":
		case d.git != "" && !sameRepository(d.git, p.source):
		case d.req != "" && !satisfies(p.to.version, d.req):
		default:
			return p.to
		}
	}
	return nil
}

func sameRepository(a, b string) bool {
	clean := func(s string) string { return strings.TrimSuffix(strings.TrimSuffix(s, "/"), ".git") }
	return strings.EqualFold(clean(a), clean(b))
}

// reportCycles finds path packages that depend on themselves: Cargo refuses to
// build them.
func (w *impl) reportCycles() {
	const open, done = 1, 2
	state := map[*node]int{}
	var stack []*node
	var visit func(n *node)
	visit = func(n *node) {
		state[n] = open
		stack = append(stack, n)
		for _, d := range n.deps {
			to := w.localDep(n, d)
			if to == nil || state[to] == done {
				continue
			}
			if state[to] == open {
				from := slices.Index(stack, to)
				var names []string
				for _, s := range stack[from:] {
					names = append(names, s.name)
				}
				w.l.problems.add("broken-manifest", n.path, d.span, "packages depend on each other in a circle (%s): remove one of these dependencies",
					strings.Join(append(names, to.name), " → "))
				continue
			}
			visit(to)
		}
		stack = stack[:len(stack)-1]
		state[n] = done
	}
	for _, n := range w.sortedNodes() {
		if state[n] == 0 {
			visit(n)
		}
	}
}
