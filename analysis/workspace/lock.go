package workspace

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// readLock reads Cargo.lock, versions 1 to 4. Version 1 keeps checksums apart
// and writes sources into dependencies; both are put into one form.
func (w *impl) readLock() {
	w.ws.Locked = map[string][]LockedPackage{}
	d := w.l.parsed(filepath.Join(w.dir, "Cargo.lock"), manifest.MaxLock)
	if d == nil {
		return
	}
	w.l.report(d)
	t := table{doc: d, m: d.Values}
	sums := t.sub("metadata")
	for _, p := range t.list("package") {
		name := p.str("name")
		locked := LockedPackage{Version: p.str("version"), Source: p.str("source"), Checksum: p.str("checksum"), Dependencies: p.strs("dependencies")}
		if name == "" {
			continue
		}
		if locked.Checksum == "" {
			locked.Checksum = sums.str(fmt.Sprintf("checksum %s %s (%s)", name, locked.Version, locked.Source))
		}
		w.ws.Locked[name] = append(w.ws.Locked[name], locked)
	}
	for _, list := range w.ws.Locked {
		slices.SortFunc(list, func(a, b LockedPackage) int {
			va, _ := parseVersion(a.Version)
			vb, _ := parseVersion(b.Version)
			if c := va.compare(vb); c != 0 {
				return c
			}
			return strings.Compare(a.Source, b.Source)
		})
	}
}

// locked returns the entry of Cargo.lock that a package's dependency resolved to.
func (ws *Workspace) locked(parent, parentVersion string, d *depSpec) (LockedPackage, bool) {
	candidates := ws.Locked[d.pkg]
	if len(candidates) == 1 {
		return candidates[0], true
	}
	var named []string // "name", "name version" or "name version (source)"
	for _, p := range ws.Locked[parent] {
		if p.Version != parentVersion {
			continue
		}
		for _, line := range p.Dependencies {
			if f := strings.Fields(line); len(f) > 1 && f[0] == d.pkg {
				named = append(named, f[1])
			}
		}
	}
	for _, strict := range []bool{true, false} {
		for _, c := range slices.Backward(candidates) {
			if strict && len(named) > 0 && !slices.Contains(named, c.Version) {
				continue
			}
			if d.req == "" || satisfies(c.Version, d.req) {
				return c, true
			}
		}
	}
	return LockedPackage{}, false
}
