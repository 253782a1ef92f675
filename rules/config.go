package rules

import (
	"fmt"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// wants reports whether the flags let a rule run.
func (c *Config) wants(id string) bool {
	return !slices.Contains(c.Ignore, id) && (len(c.Select) == 0 || slices.Contains(c.Select, id))
}

// ran reports whether a rule could report in the package: neither flags nor
// configuration switch it off.
func (d *driver) ran(id string, pkg *workspace.Package) bool {
	if !d.cfg.wants(id) {
		return false
	}
	sev, ok := d.configured(id, pkg)
	return !ok || sev != Off || slices.Contains(d.cfg.Select, id)
}

// configured returns the severity that the package's configuration sets.
func (d *driver) configured(id string, pkg *workspace.Package) (Severity, bool) {
	word, ok := settings(d.res, pkg).Rules[id]
	if !ok {
		return Off, false
	}
	return ParseSeverity(word)
}

// unknownRules reports rule ids and hosts in the configuration that do not exist, and
// severities that are no word, where the reader of the manifest left them.
func (d *driver) unknownRules() {
	if d.res.Workspace == nil {
		return
	}
	seen := map[*workspace.Settings]bool{nil: true}
	check := func(s *workspace.Settings) {
		if seen[s] {
			return
		}
		seen[s] = true
		for _, id := range sortedKeys(s.Rules) {
			place, ok := s.Places["rules."+id]
			if !ok || ByID(id) != nil {
				continue // known, or set by an editor or flag, which have no line
			}
			d.addProblem(workspace.Problem{Rule: "invalid-configuration", File: place.File, Span: place.Span, Message: unknownRule(id)})
		}
		if place, ok := s.Places["host"]; ok {
			if message := unknownHost(s.Host); message != "" {
				d.addProblem(workspace.Problem{Rule: "invalid-configuration", File: place.File, Span: place.Span, Message: message})
			}
		}
	}
	check(d.res.Workspace.Settings)
	for _, p := range d.res.Workspace.Packages {
		check(p.Settings)
	}
}

// unknownRule is the message for an id that no rule has.
func unknownRule(id string) string {
	if near := Nearest(id); near != "" {
		return fmt.Sprintf("no rule is called `%s`; did you mean `%s`", id, near)
	}
	return fmt.Sprintf("no rule is called `%s`; `cdylib-ls rules` lists them", id)
}

// excluded reports whether the package's or workspace's exclude globs match.
func (d *driver) excluded(file string, pkg *workspace.Package) bool {
	root := ""
	switch {
	case pkg != nil:
		root = pkg.Dir
	case d.res.Workspace != nil:
		root = d.res.Workspace.Root
	}
	return settings(d.res, pkg).Excluded(root, file)
}

// packageOf returns the member package that holds the file: the innermost.
func packageOf(res *analysis.Result, file string) *workspace.Package {
	if res.Workspace == nil {
		return nil
	}
	var best *workspace.Package
	for _, p := range res.Workspace.Packages {
		if within(file, p.Dir) && (best == nil || len(p.Dir) > len(best.Dir)) {
			best = p
		}
	}
	return best
}

// within reports whether path lies in dir.
func within(path, dir string) bool {
	return dir != "" && (path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator)))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// unknownHost says that no profile has the name, "" where one has.
func unknownHost(id string) string {
	table, err := hosts.Load()
	if err != nil || table.ByID(id) != nil {
		return ""
	}
	if near := workspace.Nearest(id, table.IDs()); near != "" {
		return "no host is called `" + id + "`; did you mean `" + near + "`"
	}
	return "no host is called `" + id + "`: leave `host` out and say with `unload` what the host does"
}
