package workspace

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What Cargo would not build is not the library: packages in submodules that are not
// checked out, and packages below a workspace that Cargo refuses because the
// workspace does not know them. One information says so, with the cause.

// absence is a manifest that is named at a place and is not there.
type absence struct {
	submodule string // the folder of the one that it lies in, "" for none
	file      string
	span      rust.Span
	dir       string // where it should be
	message   string // what is wrong where it is the only one
}

// missing notes that what a manifest names has no manifest itself. All of them are
// reported at once: where many are gone a part of the repository is.
func (l *loader) missing(file string, span rust.Span, dir, format string, args ...any) {
	l.absent = append(l.absent, absence{l.submodule(dir), file, span, dir, fmt.Sprintf(format, args...)})
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

// foldAbsent makes one problem of all that lies in submodules, and one of all other
// manifests that are not there: each stands where the first of them is named.
func (l *loader) foldAbsent() {
	slices.SortFunc(l.absent, func(a, b absence) int {
		return cmp.Or(strings.Compare(a.file, b.file), a.span.Start-b.span.Start)
	})
	all := slices.Compact(l.absent)
	l.foldSubmodules(slices.DeleteFunc(slices.Clone(all), func(a absence) bool { return a.submodule == "" }))
	l.foldLost(slices.DeleteFunc(slices.Clone(all), func(a absence) bool { return a.submodule != "" }))
}

func (l *loader) foldSubmodules(absent []absence) {
	if len(absent) == 0 {
		return
	}
	names := named(absent, func(a absence) string { return a.submodule })
	what := "submodule " + names[0] + " is"
	if len(names) > 1 {
		what = fmt.Sprintf("%d submodules (%s) are", len(names), listed(names, 3))
	}
	entries := "one entry that leads there is"
	if n := len(absent); n > 1 {
		entries = fmt.Sprintf("%d entries that lead there are", n)
	}
	l.problems.list = append(l.problems.list, Problem{Rule: "broken-manifest", File: absent[0].file, Span: absent[0].span, Minor: true,
		Message: what + " not checked out: " + entries + " left out; run `git submodule update --init`"})
}

// foldLost reports manifests that are not there and lie in no submodule. In a sparse
// checkout they are left out on purpose.
func (l *loader) foldLost(lost []absence) {
	if len(lost) == 0 {
		return
	}
	names := named(lost, func(a absence) string { return a.dir })
	p := Problem{Rule: "broken-manifest", File: lost[0].file, Span: lost[0].span, Message: lost[0].message}
	switch {
	case l.sparse(filepath.Dir(lost[0].file)):
		p.Minor = true
		be := "is"
		if len(names) > 1 {
			be = "are"
		}
		p.Message = fmt.Sprintf("%s (%s) %s not checked out and left out: `git sparse-checkout disable` brings what is missing", counted(len(names), "package", "packages"), listed(names, 3), be)
	case len(names) > 1:
		p.Message = fmt.Sprintf("%d packages (%s) that manifests name have no Cargo.toml, in %s: correct the paths, or check out what is missing", len(names), listed(names, 3), counted(len(lost), "entry", "entries"))
	}
	l.problems.list = append(l.problems.list, p)
}

// named are the last parts of the folders that absences have, each once.
func named(absent []absence, folder func(absence) string) []string {
	var out []string
	seen := map[string]bool{}
	for _, a := range absent {
		if dir := folder(a); !seen[dir] {
			seen[dir] = true
			out = append(out, "`"+filepath.Base(dir)+"`")
		}
	}
	return out
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sparse reports a checkout of git that leaves files out, as its configuration says.
func (l *loader) sparse(dir string) bool {
	for ; ; dir = filepath.Dir(dir) {
		for _, name := range []string{"config", "config.worktree"} {
			src, err := l.fs.ReadFile(filepath.Join(dir, ".git", name), 1<<20)
			if err != nil {
				continue
			}
			for line := range strings.Lines(strings.ToLower(string(src))) {
				key, value, _ := strings.Cut(line, "=")
				if strings.TrimSpace(key) == "sparsecheckout" && strings.TrimSpace(value) == "true" {
					return true
				}
			}
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
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
	lost := func(a absence) bool { return a.file == w.ws.Manifest && a.submodule == "" }
	for _, a := range w.l.absent {
		if lost(a) {
			faults = append(faults, Problem{Message: a.message})
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
	w.l.problems.list, w.l.absent = slices.DeleteFunc(w.l.problems.list, own), slices.DeleteFunc(w.l.absent, lost)
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
