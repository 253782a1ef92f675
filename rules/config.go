package rules

import (
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
	return !named(c.Ignore, id) && (len(c.Select) == 0 || named(c.Select, id))
}

// counts reports a rule that is not asked for, and whose findings the question about the
// host, which is, counts.
func (c *Config) counts(r *Rule) bool {
	return r.unload != nil && len(c.Select) > 0 && named(c.Select, unknownHost.ID) && !c.wants(r.ID) && !named(c.Ignore, r.ID)
}

// ran reports whether a rule could report in the package: neither flags nor
// configuration switch it off.
func (d *driver) ran(id string, pkg *workspace.Package) bool {
	if !d.cfg.wants(id) {
		return false
	}
	sev, ok := d.configured(id, pkg, "")
	return !ok || sev != Off || slices.Contains(d.cfg.Select, id)
}

// configured returns the severity that the package's configuration sets in a file.
func (d *driver) configured(id string, pkg *workspace.Package, file string) (Severity, bool) {
	l, ok := levelOf(settings(d.res, pkg), id, d.rootOf(pkg), file)
	return l.severity, ok
}

// rootOf is the folder that patterns of a package's configuration are relative to where
// no manifest holds them.
func (d *driver) rootOf(pkg *workspace.Package) string {
	switch {
	case pkg != nil:
		return pkg.Dir
	case d.res.Workspace != nil:
		return d.res.Workspace.Root
	}
	return ""
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
		for _, key := range sortedKeys(s.Places) {
			id, ok := workspace.RuleNamed(key)
			if !ok || UnknownName(id) == "" {
				continue
			}
			place := s.Places[key]
			d.addProblem(workspace.Problem{Rule: "invalid-configuration", File: place.File, Span: place.Span, Message: UnknownName(id)})
		}
		if place, ok := s.Places["host"]; ok {
			if message := noSuchHost(s.Host); message != "" {
				d.addProblem(workspace.Problem{Rule: "invalid-configuration", File: place.File, Span: place.Span, Message: message})
			}
		}
	}
	check(d.res.Workspace.Settings)
	for _, p := range d.res.Workspace.Packages {
		check(p.Settings)
	}
}

// excluded reports whether the package's or workspace's exclude globs match.
func (d *driver) excluded(file string, pkg *workspace.Package) bool {
	return settings(d.res, pkg).Excluded(d.rootOf(pkg), file)
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

// noSuchHost says that no profile has the name, "" where one has.
func noSuchHost(id string) string {
	table, err := hosts.Load()
	if err != nil || table.ByID(id) != nil {
		return ""
	}
	if near := workspace.Nearest(id, table.IDs()); near != "" {
		return "no host is called `" + id + "`; did you mean `" + near + "`"
	}
	return "no host is called `" + id + "`: leave `host` out and say with `unload` what the host does"
}
