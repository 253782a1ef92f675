package workspace

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// node is one package of the dependency graph, with what its manifest says.
type node struct {
	t             table
	path, dir     string
	name, version string
	edition       string
	rustVersion   string
	procMacro     bool
	local         bool // sources below the user's control: problems are reported
	member        bool
	selected      bool
	source        string
	target        string // triple it is analysed for
	settings      *Settings

	declared map[string][]string // [features], with the implicit ones
	deps     []*depSpec          // normal ones, sorted by key
	devDeps  []*depSpec
	enabled  map[string]bool   // features that are on
	active   map[*depSpec]bool // optional dependencies that are on
	reached  bool              // by the walk that decides its features
	frozen   bool              // features are settled
	pkg      *Package
}

// depSpec is one entry of a dependency table, inheritance applied.
type depSpec struct {
	key, pkg  string
	req, path string // path is absolute
	git       string
	optional  bool
	defaults  bool
	features  []string
	platform  string
	span      rust.Span
	to        *node // nil until found; stays nil without sources
	looked    bool
}

// crate is the name in source.
func (d *depSpec) crate() string { return strings.ReplaceAll(d.key, "-", "_") }

// newNode reads what does not depend on target and features. inherits is the
// workspace whose tables `x.workspace = true` refers to.
func newNode(w *impl, t table) *node {
	path := t.doc.Name
	n := &node{t: t, path: path, dir: filepath.Dir(path), source: "path", enabled: map[string]bool{}, active: map[*depSpec]bool{}}
	p := t.sub("package", "project")
	n.name = p.str("name")
	n.version = w.inherited(p, "version")
	n.edition = w.inherited(p, "edition")
	n.rustVersion = minorOf(w.inherited(p, "rust-version"))
	if n.name == "" && t.doc.Err == nil && !p.has("name") {
		t.sink.add("broken-manifest", path, t.key(p.path[0]), "the package has no name: add `name = \"…\"` under [%s]", p.path[0])
	}
	if n.name == "" {
		n.name = filepath.Base(n.dir)
	}
	if n.version == "" {
		n.version = "0.0.0"
	}
	switch n.edition {
	case "2015", "2018", "2021", "2024":
	case "":
		n.edition = "2015"
		if p.has("edition") { // inherited in vain: the newer guess is the likelier
			n.edition = "2021"
		}
	default:
		p.wrong("edition", n.edition, "`\"2015\"`, `\"2018\"`, `\"2021\"` or `\"2024\"`")
		n.edition = "2021"
	}
	if n.rustVersion == "" {
		n.rustVersion = editionFrom[n.edition]
	}
	n.procMacro = t.sub("lib").flag(false, "proc-macro", "proc_macro")
	n.readDeps(w)
	n.readFeatures()
	return n
}

// inherited reads a key of [package] that may say `workspace = true`.
func (w *impl) inherited(p table, key string) string {
	m, isTable := p.m[key].(map[string]any)
	if !isTable {
		return p.str(key)
	}
	if on, _ := m["workspace"].(bool); !on {
		p.wrong(key, m, "a string or `workspace = true`")
		return ""
	}
	from := w.root.sub("workspace").sub("package")
	if !from.has(key) && w.root.doc.Err == nil {
		p.sink.add("broken-manifest", p.doc.Name, p.key(key),
			"`%s` is inherited, but [workspace.package] of the root manifest does not set it: add it there or write it here", key)
	}
	return from.str(key)
}

// readDeps gathers the normal dependencies of all tables that hold some.
// Dependencies for tests are kept apart: examples see them too.
func (n *node) readDeps(w *impl) {
	n.addDeps(w, &n.deps, n.t.sub("dependencies"), "")
	n.addDeps(w, &n.devDeps, n.t.sub("dev-dependencies", "dev_dependencies"), "")
	targets := n.t.sub("target")
	for _, platform := range targets.keys() {
		n.addDeps(w, &n.deps, targets.sub(platform).sub("dependencies"), platform)
		n.addDeps(w, &n.devDeps, targets.sub(platform).sub("dev-dependencies", "dev_dependencies"), platform)
	}
	byKey := func(a, b *depSpec) int { return strings.Compare(a.key, b.key) }
	slices.SortStableFunc(n.deps, byKey)
	slices.SortStableFunc(n.devDeps, byKey)
}

func (n *node) addDeps(w *impl, into *[]*depSpec, t table, platform string) {
	for _, key := range t.keys() {
		d := n.dep(w, t, key)
		if d == nil {
			continue
		}
		d.platform = platform
		if n.t.sink != nil { // places of registry packages are never shown
			d.span = t.key(key)
		}
		*into = append(*into, d)
	}
}

// dep reads one dependency: a requirement, or a table.
func (n *node) dep(w *impl, t table, key string) *depSpec {
	d := &depSpec{key: key, pkg: key, defaults: true}
	switch v := t.m[key].(type) {
	case string:
		d.req = v
		return d
	case map[string]any:
		s := t.sub(key)
		if s.flag(false, "workspace") {
			return n.inheritedDep(w, s, d)
		}
		d.read(s, n.dir)
		d.optional = s.flag(false, "optional")
		d.defaults = s.flag(true, "default-features", "default_features")
		return d
	default:
		t.wrong(key, v, "a version or a table")
		return nil
	}
}

func (d *depSpec) read(s table, dir string) {
	if p := s.str("package"); p != "" {
		d.pkg = p
	}
	d.req = s.str("version")
	d.git = s.str("git")
	if p := s.str("path"); p != "" {
		d.path = filepath.Join(dir, filepath.FromSlash(p))
		if filepath.IsAbs(filepath.FromSlash(p)) {
			d.path = filepath.Clean(filepath.FromSlash(p))
		}
	}
	d.features = append(d.features, s.strs("features")...)
}

// inheritedDep takes a dependency from [workspace.dependencies]; features add up,
// and `default-features = false` here counts only where it is false there too.
func (n *node) inheritedDep(w *impl, s table, d *depSpec) *depSpec {
	from := w.root.sub("workspace").sub("dependencies")
	d.optional = s.flag(false, "optional")
	d.features = s.strs("features")
	switch v := from.m[d.key].(type) {
	case string:
		d.req = v
	case map[string]any:
		t := from.sub(d.key)
		d.read(t, w.dir)
		d.defaults = t.flag(true, "default-features", "default_features")
		if !d.defaults {
			d.defaults = s.flag(false, "default-features", "default_features")
		}
	default:
		if w.root.doc.Err == nil {
			s.sink.add("broken-manifest", s.doc.Name, s.key("workspace"),
				"dependency `%s` is inherited, but [workspace.dependencies] of the root manifest does not have it: add it there", d.key)
		}
		return nil
	}
	return d
}

// readFeatures reads [features] and adds the features that optional
// dependencies make by being there, unless `dep:` names them somewhere.
func (n *node) readFeatures() {
	t := n.t.sub("features")
	n.declared = map[string][]string{}
	hidden := map[string]bool{}
	for _, name := range t.keys() {
		n.declared[name] = t.strs(name)
		for _, f := range n.declared[name] {
			if dep, ok := strings.CutPrefix(f, "dep:"); ok {
				hidden[dep] = true
			}
		}
	}
	for _, d := range n.deps {
		if d.optional {
			n.implicit(d.key, hidden)
		}
	}
	build := n.t.sub("build-dependencies", "build_dependencies")
	for _, key := range build.keys() {
		if m, ok := build.m[key].(map[string]any); ok && m["optional"] == true {
			n.implicit(key, hidden)
		}
	}
}

func (n *node) implicit(key string, hidden map[string]bool) {
	if _, taken := n.declared[key]; !taken && !hidden[key] {
		n.declared[key] = []string{"dep:" + key}
	}
}

// pathDeps are the folders of all path dependencies, those for builds and tests
// included: they make members.
func (n *node) pathDeps(w *impl) []string {
	dirs := map[string]bool{}
	add := func(t table) {
		quiet := t
		quiet.sink = nil
		for _, names := range [][]string{{"dependencies"}, {"dev-dependencies", "dev_dependencies"}, {"build-dependencies", "build_dependencies"}} {
			deps := quiet.sub(names...)
			for _, key := range deps.keys() {
				if _, isTable := deps.m[key].(map[string]any); !isTable {
					continue
				}
				if d := n.dep(w, deps, key); d != nil && d.path != "" {
					dirs[d.path] = true
				}
			}
		}
	}
	add(n.t)
	targets := n.t.sub("target")
	for _, platform := range targets.keys() {
		add(targets.sub(platform))
	}
	return slices.Sorted(maps.Keys(dirs))
}
