package workspace

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// readMembers finds the members: the root package, what `members` names, and
// the path dependencies of these that lie below the root.
func (w *impl) readMembers() {
	if w.root.has("package") || w.root.has("project") {
		w.addMember(w.ws.Manifest)
	}
	ws := w.root.sub("workspace")
	search := &expansion{l: w.l, base: w.dir}
	for _, key := range []string{"members", "default-members"} {
		for i, pattern := range ws.strs(key) {
			w.addPattern(search, ws, key, i, pattern)
		}
	}
	for at := 0; at < len(w.members) && at < maxMembers; at++ {
		n := w.members[at]
		w.l.on(n.path)
		for _, dir := range n.pathDeps(w) {
			path := filepath.Join(dir, "Cargo.toml")
			d := w.l.doc(path)
			// A lone package has no members but itself; a nested root is another's.
			if w.root.has("workspace") && d != nil && isBelow(dir, w.dir) && !d.Has("workspace") {
				w.addMember(path)
			}
		}
	}
	w.l.on(w.ws.Manifest)
	slices.SortFunc(w.members, func(a, b *node) int { return strings.Compare(a.path, b.path) })
}

// addPattern adds what one entry of `members` stands for. Folders without a
// manifest are passed over where a pattern found them, as Cargo does.
func (w *impl) addPattern(search *expansion, ws table, key string, i int, pattern string) {
	place := ws.doc.Nearest(append(ws.at(key), strconv.Itoa(i))...)
	if err := checkGlob(pattern); err != nil {
		w.l.problems.add("broken-manifest", ws.doc.Name, place, "workspace member `%s` cannot be used: %s", pattern, err)
		return
	}
	dirs := search.expand(pattern)
	if search.short != "" {
		w.l.problems.add("broken-manifest", ws.doc.Name, place, "members of the workspace are left out, and not checked: `%s` is not followed to its end: %s", pattern, search.short)
	}
	for _, dir := range dirs {
		path := filepath.Join(dir, "Cargo.toml")
		w.l.on(path)
		d := w.l.doc(path)
		if d == nil {
			if !isGlob(pattern) {
				w.l.missing(ws.doc.Name, place, dir, "workspace member `%s` has no Cargo.toml: create the package or remove the entry", pattern)
			}
			continue
		}
		w.l.report(d)
		switch {
		case path == w.ws.Manifest:
		case d.Has("workspace"):
			w.l.problems.add("broken-manifest", ws.doc.Name, place,
				"workspace member `%s` is a workspace root itself: remove its [workspace] table or exclude it here", pattern)
		case !excluded(w.dir, ws.m, dir):
			w.addMember(path)
		}
	}
}

func (w *impl) addMember(path string) {
	w.l.on(path)
	if n := w.node(path); n != nil && !n.member {
		n.member = true
		w.members = append(w.members, n)
	}
}

// node returns the package of a manifest below control of the user: a member
// or a path dependency. It is nil where there is no package.
func (w *impl) node(path string) *node {
	if n, ok := w.nodes[path]; ok {
		return n
	}
	if w.l.faulty[path] {
		return nil
	}
	d := w.l.doc(path)
	if d == nil || (!d.Has("package") && !d.Has("project")) {
		return nil
	}
	n := newNode(w.inheritance(path), table{doc: d, m: d.Values, sink: &w.l.problems})
	n.local = true
	w.nodes[path] = n
	return n
}

// inheritance is the workspace that `x.workspace = true` of a manifest means: a
// path dependency may belong to another one.
func (w *impl) inheritance(path string) *impl {
	root := w.l.rootOf(path)
	if root == w.ws.Manifest {
		return w
	}
	d := w.l.doc(root)
	return &impl{l: w.l, dir: filepath.Dir(root), root: table{doc: d, m: d.Values}}
}
