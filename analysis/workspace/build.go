package workspace

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
)

// build makes the package that is handed out of a node whose features are settled.
func (w *impl) build(n *node) {
	p := &Package{
		Name: n.name, Version: n.version, Dir: n.dir, Manifest: n.path, Edition: n.edition,
		RustVersion: n.rustVersion, Workspace: w.ws, Member: n.member, Features: n.enabled,
		ProcMacro: n.procMacro, Source: n.source, Settings: n.settings, Target: w.tripleFor(n),
	}
	if p.Settings == nil {
		p.Settings = w.ws.Settings
	}
	p.Selected = n.selected && !p.Settings.Excluded(n.dir, n.dir)
	p.BuildScript = w.buildScript(n)
	p.Env = w.packageEnv(n, p)
	n.pkg = p
	w.targets(n)
}

// packageEnv shares the target's tables and adds what is the package's own.
func (w *impl) packageEnv(n *node, p *Package) *cfg.Env {
	env := *w.envOf(p.Target)
	env.Features = p.Features
	if p.BuildScript == "" {
		return &env
	}
	var names []string
	for _, path := range append([]string{p.BuildScript}, w.buildHelpers(n)...) {
		if src, err := w.l.fs.ReadFile(path, 4<<20); err == nil {
			names = append(names, buildCfgs(src)...)
		}
	}
	if len(names) > 0 {
		env.Possible = maps.Clone(env.Possible)
		if env.Possible == nil {
			env.Possible = map[string]bool{}
		}
		for _, name := range names {
			env.Possible[name] = true
		}
	}
	return &env
}

// maxHelperFiles bounds how many sources of a build helper are looked at.
const maxHelperFiles = 40

// buildHelpers lists the sources of the path packages that a build script calls:
// workspaces often keep one crate that emits the cfgs for all others.
func (w *impl) buildHelpers(n *node) []string {
	quiet := n.t
	quiet.sink = nil
	deps := quiet.sub("build-dependencies", "build_dependencies")
	var out []string
	for _, key := range deps.keys() {
		if _, isTable := deps.m[key].(map[string]any); !isTable {
			continue
		}
		d := n.dep(w, deps, key)
		if d == nil || d.path == "" {
			continue
		}
		src := filepath.Join(d.path, "src")
		entries, err := w.l.fs.ReadDir(src)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if !e.IsDir && strings.HasSuffix(e.Name, ".rs") && len(out) < maxHelperFiles {
				out = append(out, filepath.Join(src, e.Name))
			}
		}
	}
	return out
}

// envOf is the environment for a triple under the workspace's flags.
func (w *impl) envOf(triple string) *cfg.Env {
	if triple == w.ws.Target {
		return w.env
	}
	env := w.envFor(triple)
	return withFlags(env, w.config.rustflags(env, triple))
}

// buildScript is the path of the build script, or "".
func (w *impl) buildScript(n *node) string {
	p := n.t.sub("package", "project")
	switch v := p.m["build"].(type) {
	case string:
		return filepath.Join(n.dir, filepath.FromSlash(v))
	case bool:
		if !v {
			return ""
		}
	case []any: // several scripts, unstable
		if len(v) > 0 {
			if s, ok := v[0].(string); ok {
				return filepath.Join(n.dir, filepath.FromSlash(s))
			}
		}
	}
	if path := filepath.Join(n.dir, "build.rs"); w.isFile(path) {
		return path
	}
	return ""
}

func (w *impl) isFile(path string) bool {
	e, err := w.l.fs.Stat(path)
	return err == nil && !e.IsDir
}

// depsOf lists the dependencies that are part of the build.
func (w *impl) depsOf(n *node, specs []*depSpec) []*Dep {
	var out []*Dep
	renamed := map[string]string{}
	for _, d := range specs {
		renamed[d.pkg] = d.key
	}
	seen := map[string]bool{}
	for _, d := range specs {
		if d.optional && !n.active[d] || !w.applies(n, d) {
			continue
		}
		if key := d.crate() + " " + d.path + " " + d.pkg; seen[key] {
			continue // the same one from two target tables
		} else {
			seen[key] = true
		}
		dep := &Dep{Name: d.crate(), Package: d.pkg, Optional: d.optional, Version: d.req, Span: d.span, Asked: w.asked(n, specs, d.key)}
		if locked, ok := w.ws.locked(n.name, n.version, d); ok {
			dep.Version = locked.Version
		}
		dep.resolve = w.resolver(n, d, dep)
		out = append(out, dep)
	}
	return out
}

// asked lists the features that a package asks of a dependency.
func (w *impl) asked(n *node, specs []*depSpec, key string) []string {
	var out []string
	for _, d := range specs {
		if d.key == key && w.applies(n, d) {
			out = append(out, d.features...)
		}
	}
	for feature := range n.enabled {
		for _, item := range n.declared[feature] {
			if to, sub, ok := strings.Cut(item, "/"); ok && strings.TrimSuffix(to, "?") == key {
				out = append(out, sub)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// resolver answers Dep.Resolved. A dependency with a [lib] name of its own is
// known in source by that name, unless it is renamed; only the user's packages
// are read for it here.
func (w *impl) resolver(n *node, d *depSpec, dep *Dep) func() *Package {
	if to := w.localDep(n, d); to != nil && to.local {
		if dep.Version == "" {
			dep.Version = to.version
		}
		if name := to.libName(); name != "" && d.key == d.pkg {
			dep.Name = name
		}
		return func() *Package { return to.pkg }
	}
	return func() *Package {
		w.external.once.Do(w.external.resolve)
		if d.to == nil {
			return nil
		}
		return d.to.pkg
	}
}

// libName is `[lib] name` where it is written.
func (n *node) libName() string {
	lib := n.t.sub("lib")
	lib.sink = nil
	return strings.ReplaceAll(lib.str("name"), "-", "_")
}
