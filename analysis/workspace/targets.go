package workspace

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// targets lists what Cargo builds of a package: its library, its programs, and
// the examples that are libraries for other languages.
func (w *impl) targets(n *node) {
	pkg := n.t.sub("package", "project")
	w.library(n, pkg)
	if !n.local {
		return // nobody links the programs of a dependency
	}
	w.binaries(n, pkg)
	w.examples(n)
	slices.SortStableFunc(n.pkg.Targets, func(a, b *Target) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return strings.Compare(a.Name, b.Name)
	})
}

func (w *impl) library(n *node, pkg table) {
	lib := n.t.sub("lib")
	conventional := filepath.Join("src", "lib.rs")
	if lib.m == nil && (!pkg.flag(true, "autolib") || !w.isFile(filepath.Join(n.dir, conventional))) {
		return
	}
	t := &Target{Kind: TargetLib, Package: n.pkg, Name: lib.str("name"), CrateTypes: lib.strs("crate-type", "crate_type")}
	if t.Name == "" {
		t.Name = n.name
	}
	t.Name = strings.ReplaceAll(t.Name, "-", "_")
	if slices.Contains(t.CrateTypes, "proc-macro") {
		n.pkg.ProcMacro = true
	}
	if n.pkg.ProcMacro {
		return // runs in the compiler
	}
	if len(t.CrateTypes) == 0 {
		t.CrateTypes = []string{"lib"}
	}
	t.Path = filepath.Join(n.dir, filepath.FromSlash(lib.str("path")))
	if lib.str("path") == "" {
		t.Path = filepath.Join(n.dir, conventional)
	}
	w.places(t, n, lib, pkg)
	w.add(n, t, lib)
}

// places notes where crate type and name stand.
func (w *impl) places(t *Target, n *node, own, pkg table) {
	if n.t.sink == nil {
		return
	}
	key, _, written := own.any("crate-type", "crate_type")
	switch {
	case written:
		t.CrateTypeSpan = own.value(key)
	case own.m != nil:
		t.CrateTypeSpan = n.t.doc.Header(own.path...)
	default:
		t.CrateTypeSpan = pkg.value("name")
	}
	t.NameSpan = pkg.value("name")
	if own.has("name") {
		t.NameSpan = own.value("name")
	}
}

// add keeps a target whose root file is there, or in a folder that cannot be looked into:
// reading it says why.
func (w *impl) add(n *node, t *Target, own table) {
	if _, err := w.l.fs.Stat(t.Path); w.isFile(t.Path) || errors.Is(err, fs.ErrPermission) {
		n.pkg.Targets = append(n.pkg.Targets, t)
		return
	}
	if n.t.sink == nil {
		return
	}
	rel, err := filepath.Rel(n.dir, t.Path)
	if err != nil {
		rel = t.Path
	}
	at, fix := t.NameSpan, "create it or set `path`"
	if own.has("path") {
		at, fix = own.value("path"), "create it or correct `path`"
	}
	n.t.sink.add("missing-module", n.path, at, "root file `%s` of %s `%s` does not exist: %s",
		filepath.ToSlash(rel), [...]string{"library", "program", "example"}[t.Kind], t.Name, fix)
}

func (w *impl) binaries(n *node, pkg table) {
	declared := n.t.list("bin")
	// Edition 2015 stops looking for programs as soon as one is written down.
	auto := pkg.flag(n.edition != "2015" || len(declared) == 0, "autobins")
	found := w.inferred(n.dir, filepath.Join("src", "bin"))
	if main := filepath.Join(n.dir, "src", "main.rs"); w.isFile(main) {
		if _, taken := found[n.name]; !taken {
			found[n.name] = main
		}
	}
	named := map[string]bool{}
	for _, b := range declared {
		t := &Target{Kind: TargetBin, Package: n.pkg, Name: b.str("name"), CrateTypes: []string{"bin"}}
		if t.Name == "" {
			continue
		}
		named[t.Name] = true
		t.Path = w.targetPath(n, b, found[t.Name], filepath.Join("src", "bin", t.Name+".rs"))
		w.places(t, n, b, pkg)
		if n.wanted(b) {
			w.add(n, t, b)
		}
	}
	if !auto {
		return
	}
	for _, name := range slices.Sorted(mapKeys(found)) {
		if named[name] || w.claimed(n, found[name]) {
			continue
		}
		t := &Target{Kind: TargetBin, Package: n.pkg, Name: name, Path: found[name], CrateTypes: []string{"bin"}}
		w.places(t, n, table{doc: n.t.doc}, pkg)
		n.pkg.Targets = append(n.pkg.Targets, t)
	}
}

// claimed reports whether a [[bin]] of another name has the file as its root.
func (w *impl) claimed(n *node, path string) bool {
	for _, b := range n.t.list("bin") {
		if p := b.str("path"); p != "" && filepath.Join(n.dir, filepath.FromSlash(p)) == path {
			return true
		}
	}
	return false
}

// inferred finds `dir/name.rs` and `dir/name/main.rs`.
func (w *impl) inferred(root, dir string) map[string]string {
	found := map[string]string{}
	entries, err := w.l.fs.ReadDir(filepath.Join(root, dir))
	if err != nil {
		return found
	}
	for _, e := range entries {
		path := filepath.Join(root, dir, e.Name)
		switch name, isRust := strings.CutSuffix(e.Name, ".rs"); {
		case strings.HasPrefix(e.Name, "."):
		case e.IsDir && w.isFile(filepath.Join(path, "main.rs")):
			if _, taken := found[e.Name]; !taken {
				found[e.Name] = filepath.Join(path, "main.rs")
			}
		case isRust && !e.IsDir:
			found[name] = path
		}
	}
	return found
}

// targetPath is the written path, else the one found, else the usual one.
func (w *impl) targetPath(n *node, t table, found, usual string) string {
	if p := t.str("path"); p != "" {
		return filepath.Join(n.dir, filepath.FromSlash(p))
	}
	if found != "" {
		return found
	}
	return filepath.Join(n.dir, usual)
}

// wanted reports whether the features that a target requires are on.
func (n *node) wanted(t table) bool {
	for _, f := range t.strs("required-features") {
		if !n.enabled[f] && !strings.Contains(f, "/") {
			return false
		}
	}
	return true
}

// examples keeps those with a library crate type; the others are programs that
// nobody ships.
func (w *impl) examples(n *node) {
	var found map[string]string
	for _, e := range n.t.list("example") {
		kinds := e.strs("crate-type", "crate_type")
		if !slices.ContainsFunc(kinds, func(k string) bool { return k == "cdylib" || k == "dylib" || k == "staticlib" }) {
			continue
		}
		if found == nil {
			found = w.inferred(n.dir, "examples")
		}
		name := e.str("name")
		t := &Target{Kind: TargetExample, Package: n.pkg, Name: strings.ReplaceAll(name, "-", "_"), CrateTypes: kinds}
		t.Path = w.targetPath(n, e, found[name], filepath.Join("examples", name+".rs"))
		w.places(t, n, e, n.t.sub("package", "project"))
		if n.wanted(e) {
			w.add(n, t, e)
		}
	}
}
