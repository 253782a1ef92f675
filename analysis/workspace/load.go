package workspace

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// impl is what a Workspace keeps for itself. After load it is read only, but
// for the sources of dependencies, which external guards.
type impl struct {
	l      *loader
	ws     *Workspace
	root   table // of the root manifest
	dir    string
	config *cargoConfig
	// strayOf is the root manifest of a workspace above that neither lists nor excludes
	// this lone package; "" for others.
	strayOf string

	nodes    map[string]*node // by manifest path
	members  []*node
	patches  map[string][]patch // by package name
	external *sources
	env      *cfg.Env
	given    []*given // the paths that were asked for
}

func load(ctx context.Context, fsys vfs.FS, paths []string, opts Options) (*Set, error) {
	l := &loader{ctx: ctx, fs: fsys, opts: opts, cargoHome: opts.CargoHome, docs: map[string]*manifest.Document{}, faulty: map[string]bool{}}
	if l.cargoHome == "" {
		l.cargoHome = cargoHome()
	}
	set := &Set{}
	all, roots, err := l.discoverAll(paths, set)
	if err != nil {
		return nil, err
	}
	owner := map[string]bool{} // manifests that some workspace has, also as patches
	var spaces []*impl
	open := func(root string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		owner[root] = true
		w := l.open(root, roots[root], all)
		if w == nil {
			return nil
		}
		for path := range w.nodes {
			owner[path] = true
		}
		spaces = append(spaces, w)
		if len(w.ws.Packages) > 0 {
			set.Workspaces = append(set.Workspaces, w.ws)
		}
		return nil
	}
	for _, root := range slices.Sorted(mapKeys(roots)) {
		if err := open(root); err != nil {
			return nil, err
		}
	}
	// A manifest below a workspace that does not name it is a package of its own.
	for _, g := range all {
		for _, m := range g.manifests {
			if !owner[m] && !roots[m] && !l.faulty[m] && !l.faulty[l.rootOf(m)] {
				if err := open(m); err != nil {
					return nil, err
				}
			}
		}
	}
	if err := checkAsked(spaces, opts); err != nil {
		return nil, err
	}
	slices.SortFunc(set.Workspaces, func(a, b *Workspace) int { return strings.Compare(a.Manifest, b.Manifest) })
	l.foldAbsent()
	l.problems.list = append(l.problems.list, l.faults...)
	set.Problems = l.problems.sorted()
	return set, ctx.Err()
}

// checkAsked reports flags that name what no workspace has.
func checkAsked(spaces []*impl, opts Options) error {
	if opts.Target != "" {
		if _, err := cfg.ForTarget(tripleOf(opts.Target), false, ""); err != nil {
			return err
		}
	}
	if err := checkFeatures(spaces, opts.Features); err != nil {
		return err
	}
	if opts.Profile == "" || len(spaces) == 0 {
		return nil
	}
	names := map[string]bool{}
	for _, w := range spaces {
		if _, known := w.profile(opts.Profile); known {
			return nil
		}
		for _, name := range w.root.sub("profile").keys() {
			names[name] = true
		}
	}
	names["release"], names["dev"] = true, true
	return fmt.Errorf("profile `%s` is defined nowhere: use one of %s", opts.Profile, strings.Join(slices.Sorted(mapKeys(names)), ", "))
}

// checkFeatures reports features that no selected package has.
func checkFeatures(spaces []*impl, features []string) error {
	for _, f := range features {
		known, names := false, map[string]bool{}
		for _, w := range spaces {
			for _, n := range w.members {
				known = known || n.hasFeature(f)
				for name := range n.declared {
					names[name] = true
				}
			}
		}
		if !known && len(spaces) > 0 {
			all := slices.Sorted(mapKeys(names))
			return fmt.Errorf("no package has the feature `%s`%s: see [features] of its Cargo.toml", f, didYouMean(f, all))
		}
	}
	return nil
}

// hasFeature knows `feature`, `package/feature` and `dependency/feature`.
func (n *node) hasFeature(f string) bool {
	if key, rest, ok := strings.Cut(f, "/"); ok {
		if key == n.name {
			return n.hasFeature(rest)
		}
		return slices.ContainsFunc(n.deps, func(d *depSpec) bool { return d.key == strings.TrimSuffix(key, "?") })
	}
	_, ok := n.declared[f]
	return ok
}

// openWorkspace reads the root manifest, the configuration and the members.
func (l *loader) openWorkspace(root string) *impl {
	dir := filepath.Dir(root)
	w := &impl{l: l, dir: dir, nodes: map[string]*node{}, config: l.configFor(dir)}
	d := l.doc(root)
	l.report(d)
	w.root = table{doc: d, m: d.Values, sink: &l.problems}
	w.ws = &Workspace{Root: dir, Manifest: root, impl: w, Compiler: l.compiler(dir), TargetDir: w.targetDir()}
	w.readMembers()
	w.openPatches()
	w.readLock()
	w.settings()
	return w
}

// settings lays the workspace's configuration between defaults and overrides,
// and settles target, profile and flags by it.
func (w *impl) settings() {
	s := &Settings{Places: map[string]vfs.Place{}}
	s.apply(table{m: w.l.opts.defaultsOf(w.dir)}) // whoever gives them says what is wrong with them
	s.apply(w.root.sub("workspace").sub("metadata").sub("cdylib-ls"))
	w.ws.Settings = s.clone()
	w.ws.Settings.apply(table{path: []string{w.ws.Manifest}, m: w.l.opts.Overrides, sink: &w.l.problems})
	for _, n := range w.members {
		w.l.on(n.path)
		own := s.clone()
		own.apply(n.t.sub("package").sub("metadata").sub("cdylib-ls"))
		if at, ok := own.Places["features"]; ok && at.File == n.path {
			for _, f := range own.Features {
				if !n.hasFeature(f) {
					w.l.problems.add(invalid, at.File, at.Span, "`features` names `%s`, which package `%s` does not have%s: see its [features]",
						f, n.name, didYouMean(f, slices.Sorted(mapKeys(n.declared))))
				}
			}
		}
		own.apply(table{m: w.l.opts.Overrides})
		n.settings = own
	}
	w.l.on(w.ws.Manifest)
	w.settleTarget()
	name := w.l.opts.Profile
	if name == "" {
		name = "release"
	}
	w.ws.Profile, _ = w.profile(name)
	w.env = w.envFor(w.ws.Target)
	w.ws.Rustflags = w.config.rustflags(w.env, w.ws.Target)
	w.env = withFlags(w.env, w.ws.Rustflags)
}

// settleTarget: flag, then the tool's configuration, then the host. Cargo's
// build.target does not choose: it is what one developer builds for, and a
// plugin crate that names Windows there often ships for Linux too. It does when
// it leaves the native platforms: a wasm module has no loader.
func (w *impl) settleTarget() {
	ws := w.ws
	ws.Target = tripleOf(w.l.opts.Target)
	if ws.Target == "" {
		ws.Target = ws.Settings.Target
	}
	if ws.Target == "" {
		if t := w.config.target(); strings.HasPrefix(t, "wasm") {
			ws.Target = t
		}
	}
	if ws.Target == "" {
		ws.Target = HostTarget()
	}
	report := func(s *Settings) {
		if _, err := cfg.ForTarget(s.Target, false, ""); s.Target != "" && err != nil {
			if at, ok := s.Places["target"]; ok {
				w.l.problems.add(invalid, at.File, at.Span, "%s", err)
			}
		}
	}
	report(ws.Settings)
	for _, n := range w.members {
		n.target = ws.Target
		if t := n.settings.Target; t != "" && w.l.opts.Target == "" {
			n.target = t
			if t != ws.Settings.Target {
				report(n.settings)
			}
		}
	}
	// One package alone, or all of them, say it for the workspace: what its summary names.
	if n := len(w.members); n > 0 && !slices.ContainsFunc(w.members[1:], func(o *node) bool { return o.target != w.members[0].target }) {
		ws.Target = w.members[0].target
	}
}

// envFor is the environment of a target under the workspace's profile.
func (w *impl) envFor(triple string) *cfg.Env {
	env, _ := cfg.ForTarget(triple, w.ws.Profile.DebugAssertions, w.ws.Profile.Panic)
	return env
}

// withFlags adds what `--cfg` sets.
func withFlags(env *cfg.Env, flags []Flag) *cfg.Env {
	names, pairs := cfgFlags(flags)
	for _, name := range names {
		env.Flags[name] = true
	}
	for _, p := range pairs {
		if env.Values[p[0]] == nil {
			env.Values[p[0]] = map[string]bool{}
		}
		env.Values[p[0]][p[1]] = true
	}
	return env
}

// choose marks the members that the given paths ask for.
func (w *impl) choose(all []*given) {
	for _, g := range all {
		// The root of a workspace stands for all of it, also members beside it.
		whole := slices.Contains(g.manifests, w.ws.Manifest)
		for _, n := range w.members {
			if whole || isBelow(n.dir, g.under) || slices.Contains(g.manifests, n.path) {
				n.selected = true
			}
		}
	}
}

// finish resolves features and builds the packages that are handed out.
func (w *impl) finish() {
	w.external = newSources(w)
	w.resolveLocal()
	w.l.on(w.ws.Manifest)
	w.reportCycles()
	for _, n := range w.sortedNodes() {
		w.l.on(n.path)
		w.build(n)
	}
	for _, n := range w.sortedNodes() {
		w.l.on(n.path)
		n.pkg.Deps = w.depsOf(n, n.deps)
		n.pkg.DevDeps = w.depsOf(n, n.devDeps)
		if n.member {
			w.ws.Packages = append(w.ws.Packages, n.pkg)
		}
	}
	w.ws.Compiler.bound(w.ws.Packages)
	// From here on nothing changes but external; see sources.
	w.root.sink = nil
	for _, n := range w.nodes {
		n.frozen = true
	}
}

func (w *impl) sortedNodes() []*node {
	var out []*node
	for _, path := range slices.Sorted(mapKeys(w.nodes)) {
		out = append(out, w.nodes[path])
	}
	return out
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// sorted returns the problems by file, place and text, each once.
func (p *problems) sorted() []Problem {
	slices.SortFunc(p.list, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if c := a.Span.Start - b.Span.Start; c != 0 {
			return c
		}
		if c := strings.Compare(a.Rule, b.Rule); c != 0 {
			return c
		}
		return strings.Compare(a.Message, b.Message)
	})
	return slices.Clone(slices.Compact(p.list))
}

func cargoHome() string {
	if home := os.Getenv("CARGO_HOME"); filepath.IsAbs(home) {
		return filepath.Clean(home)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".cargo")
}

// HostTarget is the triple of the machine the program runs on. For Linux it is
// the glibc one: whether the C library is musl does not show here.
func HostTarget() string {
	arch := map[string]string{"amd64": "x86_64", "arm64": "aarch64", "386": "i686", "riscv64": "riscv64gc",
		"ppc64le": "powerpc64le", "s390x": "s390x", "loong64": "loongarch64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	switch runtime.GOOS {
	case "linux":
		if runtime.GOARCH == "arm" {
			return "armv7-unknown-linux-gnueabihf"
		}
		return arch + "-unknown-linux-gnu"
	case "darwin":
		return arch + "-apple-darwin"
	case "windows":
		return arch + "-pc-windows-msvc"
	}
	return arch + "-unknown-" + runtime.GOOS
}
