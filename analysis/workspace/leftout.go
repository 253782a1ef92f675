package workspace

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What Cargo would not build is not the library: packages in submodules that are not
// checked out, and packages below a workspace that Cargo refuses because the
// workspace does not know them. One information says so, with the cause.

// absence is a manifest that is named at a place and lies in a submodule.
type absence struct {
	submodule string // its folder
	file      string
	span      rust.Span
}

// missing reports that what a manifest names has no manifest itself: as a fault of
// the place, or, in a submodule that is not checked out, together with the others there.
func (l *loader) missing(file string, span rust.Span, dir, format string, args ...any) {
	if sub := l.submodule(dir); sub != "" {
		l.absent = append(l.absent, absence{sub, file, span})
		return
	}
	l.problems.add("broken-manifest", file, span, format, args...)
}

// submodule is the folder of the submodule that holds dir and is not checked out, or "".
func (l *loader) submodule(dir string) string {
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		src, err := l.fs.ReadFile(filepath.Join(up, ".gitmodules"), 1<<20)
		if err == nil {
			for _, rel := range submodulePaths(src) {
				sub := filepath.Join(up, filepath.FromSlash(rel))
				if isBelow(dir, sub) && l.isEmptyDir(sub) {
					return sub
				}
			}
		}
		if up == filepath.Dir(up) {
			return ""
		}
	}
}

// submodulePaths reads the `path = …` lines of a .gitmodules file.
func submodulePaths(src []byte) []string {
	var out []string
	for line := range strings.Lines(string(src)) {
		key, value, ok := strings.Cut(line, "=")
		if value = strings.Trim(strings.TrimSpace(value), `"`); ok && strings.TrimSpace(key) == "path" && value != "" {
			out = append(out, value)
		}
	}
	return out
}

// isEmptyDir reports a folder that is not there or holds nothing, as git leaves a
// submodule that was not initialised.
func (l *loader) isEmptyDir(dir string) bool {
	entries, err := l.fs.ReadDir(dir)
	return err != nil || len(entries) == 0
}

// foldSubmodules makes one problem of all that lies in submodules: it stands where the
// first is named.
func (l *loader) foldSubmodules() {
	if len(l.absent) == 0 {
		return
	}
	slices.SortFunc(l.absent, func(a, b absence) int {
		if c := strings.Compare(a.file, b.file); c != 0 {
			return c
		}
		return a.span.Start - b.span.Start
	})
	l.absent = slices.Compact(l.absent)
	var names []string
	for _, a := range l.absent {
		if name := "`" + filepath.Base(a.submodule) + "`"; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	first := l.absent[0]
	what := "submodule " + names[0] + " is"
	if len(names) > 1 {
		what = fmt.Sprintf("%d submodules (%s) are", len(names), listed(names, 3))
	}
	entries := "one entry that leads there is"
	if n := len(l.absent); n > 1 {
		entries = fmt.Sprintf("%d entries that lead there are", n)
	}
	l.problems.list = append(l.problems.list, Problem{Rule: "broken-manifest", File: first.file, Span: first.span, Minor: true,
		Message: what + " not checked out: " + entries + " left out; run `git submodule update --init`"})
}

// listed joins the first n words and counts the rest.
func listed(words []string, n int) string {
	if len(words) <= n {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:n], ", "), len(words)-n)
}

// leaveOut drops a lone package below another workspace that Cargo would not build:
// one that the workspace does not know, or one that it excludes and that is broken by
// itself. What was wrong with its manifest becomes one information.
func (w *impl) leaveOut() {
	d := w.root.doc
	if d.Err != nil || w.root.has("workspace") || len(w.members) == 0 {
		return
	}
	own := func(p Problem) bool {
		return p.File == w.ws.Manifest && (p.Rule == "broken-manifest" || p.Rule == "missing-module") && !p.Minor
	}
	var faults []Problem
	for _, p := range w.l.problems.list {
		if own(p) {
			faults = append(faults, p)
		}
	}
	root, why := w.strayOf, "neither lists nor excludes it, so Cargo refuses to build it"
	if root == "" || root == w.ws.Manifest {
		if root = w.l.excludedBy(w.dir); root == "" || len(faults) == 0 {
			return
		}
		why = "excludes it, and Cargo cannot build it alone: " + strings.SplitN(faults[0].Message, ":", 2)[0]
		if n := len(faults) - 1; n > 0 {
			why += fmt.Sprintf(", and %d more", n)
		}
	}
	w.l.problems.list = slices.DeleteFunc(w.l.problems.list, own)
	above, err := filepath.Rel(w.dir, filepath.Dir(root))
	if err != nil {
		above = filepath.Dir(root)
	}
	p := w.root.sub("package", "project")
	w.l.problems.list = append(w.l.problems.list, Problem{Rule: "broken-manifest", File: w.ws.Manifest, Span: p.value("name"), Minor: true,
		Message: fmt.Sprintf("package `%s` is left out: the workspace at `%s` %s", w.members[0].name, filepath.ToSlash(above), why)})
	w.ws.Packages = nil
}

// excludedBy is the root manifest above whose `exclude` hides the folder, or "".
func (l *loader) excludedBy(dir string) string {
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		root := filepath.Join(up, "Cargo.toml")
		if r := l.doc(root); r != nil {
			if ws, ok := r.Values["workspace"].(map[string]any); ok && excluded(up, ws, dir) {
				return root
			}
		}
		if up == filepath.Dir(up) {
			return ""
		}
	}
}
