package workspace

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// sources finds packages that are not the user's: vendored, in the registry
// cache, in git checkouts. The whole graph is read at the first question, since
// a package's features depend on everything that depends on it; until then no
// file of a dependency is opened.
type sources struct {
	w     *impl
	once  sync.Once
	nodes map[string]*node // by manifest path; nil: no usable manifest
	dirs  map[string][]string
	found map[string]*node // by name, version and source
}

func newSources(w *impl) *sources {
	return &sources{w: w, nodes: map[string]*node{}, dirs: map[string][]string{}, found: map[string]*node{}}
}

// resolve settles the features of all dependencies and builds their packages.
func (s *sources) resolve() {
	w := s.w
	done := map[*node]bool{}
	for _, seeds := range w.seeds() {
		walk := &featureWalk{w: w, external: true, weak: map[*depSpec][]string{}}
		for _, seed := range seeds {
			s.replay(walk, seed, done)
		}
		for _, n := range s.nodes {
			if n != nil {
				n.frozen = n.frozen || n.reached
			}
		}
	}
	var paths []string
	for path, n := range s.nodes {
		if n != nil && n.reached {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		w.build(s.nodes[path])
	}
	for _, path := range paths {
		n := s.nodes[path]
		n.pkg.Deps = w.depsOf(n, n.deps)
		n.t = table{} // the manifest is not needed any more
	}
}

// replay walks the settled local packages again and carries what they ask of
// packages that are not local.
func (s *sources) replay(r *featureWalk, n *node, done map[*node]bool) {
	if done[n] || n.procMacro {
		return
	}
	done[n] = true
	for _, d := range n.deps {
		if !n.active[d] {
			continue
		}
		to := r.find(n, d)
		switch {
		case to == nil:
		case to.local:
			s.replay(r, to, done)
		default:
			r.reach(to)
			r.request(to, d)
		}
	}
	for feature := range n.enabled {
		for _, item := range n.declared[feature] {
			key, sub, ok := strings.Cut(item, "/")
			if !ok {
				continue
			}
			r.each(n, strings.TrimSuffix(key, "?"), func(d *depSpec) {
				if to := r.find(n, d); to != nil && n.active[d] && !to.local {
					r.enable(to, sub)
				}
			})
		}
	}
}

// dep finds the package of a dependency that is no path of the user's.
func (s *sources) dep(parent *node, d *depSpec) *node {
	if d.to != nil {
		return d.to
	}
	if d.path != "" { // a path inside a registry or git package
		d.to = s.node(filepath.Join(d.path, "Cargo.toml"), parent.source)
		return d.to
	}
	locked, ok := s.w.ws.locked(parent.name, parent.version, d)
	key := d.pkg + " " + locked.Version + " " + locked.Source
	if !ok {
		key = d.pkg + " " + d.req + " " + d.git
	}
	n, seen := s.found[key]
	if !seen {
		n = s.search(d, locked)
		s.found[key] = n
	}
	d.to = n
	return n
}

func (s *sources) search(d *depSpec, locked LockedPackage) *node {
	accept := func(n *node) bool {
		if n == nil || n.name != d.pkg {
			return false
		}
		if locked.Version != "" {
			return n.version == locked.Version
		}
		return d.req == "" || satisfies(n.version, d.req)
	}
	var best *node
	try := func(dir, source string) {
		n := s.node(filepath.Join(dir, "Cargo.toml"), source)
		if !accept(n) {
			return
		}
		if best != nil {
			old, _ := parseVersion(best.version)
			if v, _ := parseVersion(n.version); v.compare(old) <= 0 {
				return
			}
		}
		best = n
	}
	for _, vendor := range s.w.config.vendorDirs() {
		for _, name := range s.named(vendor, d.pkg) {
			try(filepath.Join(vendor, name), "vendor")
		}
	}
	if best != nil {
		return best
	}
	if git, ok := strings.CutPrefix(locked.Source, "git+"); ok || d.git != "" {
		return s.checkout(git, d, accept)
	}
	registries := filepath.Join(s.w.l.cargoHome, "registry", "src")
	for _, index := range s.list(registries) {
		dir := filepath.Join(registries, index)
		if locked.Version != "" {
			try(filepath.Join(dir, d.pkg+"-"+locked.Version), "registry")
			continue
		}
		for _, name := range s.named(dir, d.pkg) {
			if satisfies(strings.TrimPrefix(name, d.pkg+"-"), d.req) {
				try(filepath.Join(dir, name), "registry")
			}
		}
	}
	return best
}

// named lists the folders of dir that may hold a package: `name`, `name-1.2.3`.
func (s *sources) named(dir, pkg string) []string {
	var out []string
	for _, name := range s.list(dir) {
		rest, ok := strings.CutPrefix(name, pkg)
		if ok && (rest == "" || rest[0] == '-' && len(rest) > 1 && '0' <= rest[1] && rest[1] <= '9') {
			out = append(out, name)
		}
	}
	return out
}

func (s *sources) list(dir string) []string {
	if names, ok := s.dirs[dir]; ok {
		return names
	}
	entries, _ := s.w.l.fs.ReadDir(dir)
	names := []string{}
	for _, e := range entries {
		if e.IsDir {
			names = append(names, e.Name)
		}
	}
	s.dirs[dir] = names
	return names
}

// checkout finds a package in CARGO_HOME/git/checkouts/<name>-<hash>/<revision>.
// url is the locked source `https://…/name?branch=b#revision`.
func (s *sources) checkout(url string, d *depSpec, accept func(*node) bool) *node {
	if url == "" {
		url = d.git
	}
	url, revision, _ := strings.Cut(url, "#")
	url, _, _ = strings.Cut(url, "?")
	url = strings.TrimSuffix(strings.TrimSuffix(url, "/"), ".git")
	name := url[strings.LastIndexAny(url, "/:")+1:]
	root := filepath.Join(s.w.l.cargoHome, "git", "checkouts")
	for _, repo := range s.list(root) {
		if i := strings.LastIndexByte(repo, '-'); i < 0 || !strings.EqualFold(repo[:i], name) {
			continue
		}
		for _, short := range s.list(filepath.Join(root, repo)) {
			if revision != "" && !strings.HasPrefix(revision, short) {
				continue
			}
			if n := s.within(filepath.Join(root, repo, short), 0, accept); n != nil {
				return n
			}
		}
	}
	return nil
}

// within looks for the manifest of a package in a checkout.
func (s *sources) within(dir string, depth int, accept func(*node) bool) *node {
	if n := s.node(filepath.Join(dir, "Cargo.toml"), "git"); accept(n) {
		return n
	}
	if depth > 5 {
		return nil
	}
	for _, name := range s.list(dir) {
		if name == "target" || name == "src" || strings.HasPrefix(name, ".") {
			continue
		}
		if n := s.within(filepath.Join(dir, name), depth+1, accept); n != nil {
			return n
		}
	}
	return nil
}

// node reads a manifest of somebody else's; nil where there is no package.
func (s *sources) node(path, source string) *node {
	if n, ok := s.nodes[path]; ok {
		return n
	}
	s.nodes[path] = nil // a path dependency of itself ends here
	d := s.w.l.readDoc(path, manifest.MaxManifest)
	if d == nil || d.Err != nil || !d.Has("package") && !d.Has("project") {
		return nil
	}
	n := newNode(s.w.foreign(path), table{doc: d, m: d.Values})
	n.source = source
	s.nodes[path] = n
	return n
}

// foreign is the workspace that a manifest's `x.workspace = true` means: in a
// git checkout the nearest root above it. Registry packages have none left.
func (w *impl) foreign(path string) *impl {
	f := &impl{l: w.l, dir: filepath.Dir(path), root: table{doc: &manifest.Document{Name: path}}}
	checkouts := filepath.Join(w.l.cargoHome, "git", "checkouts")
	for up := f.dir; isBelow(up, checkouts) && up != checkouts; up = filepath.Dir(up) {
		if d := w.l.doc(filepath.Join(up, "Cargo.toml")); d != nil && d.Has("workspace") {
			f.dir, f.root = up, table{doc: d, m: d.Values}
			break
		}
	}
	return f
}
