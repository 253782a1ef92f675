// Package corpus is the code that one run looks at, as the first stages read it and the later
// ones see it: packages and what links them, what the scan found, module trees and calls.
// Questions about it that belong to no single stage stand here.
package corpus

import (
	"context"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/gaps"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Corpus is the code that one run looks at, as far as it was read. The stages fill it in
// the order of its fields; what is set is not changed later, but that a macro found late
// has more files and crates looked at.
type Corpus struct {
	Ctx   context.Context
	FS    vfs.FS
	WS    *workspace.Workspace
	Table *effects.Table
	Hosts *hosts.Table
	// Visits bounds the search from one root; 0 stands for the usual bound.
	Visits int

	*links.Links
	scan.Scans
	Prog   *names.Program
	Graph  *calls.Graph
	Crates []*names.Crate
	*gaps.Log

	index map[string]words.Identifiers // by file, made on first use
	texts map[textKey]*packageText
}

// Seeing are the crates that can name a definition: its own, and for a public one those
// whose targets link it.
func (c *Corpus) Seeing(d *names.Def) []*names.Crate {
	out := []*names.Crate{d.Crate}
	if !d.Item.Pub || d.Crate.Target == nil || d.Crate.Target.Kind != workspace.TargetLib {
		return out
	}
	for _, t := range c.Linked[d.Crate.Package.Manifest] {
		if in := c.Prog.Crate(t); in != nil && !slices.Contains(out, in) {
			out = append(out, in)
		}
	}
	return out
}

// VersionIn reports whether a locked version of crate lies in a range like
// "<0.11"; without a lock every range may hold.
func (c *Corpus) VersionIn(crate, versions string) bool {
	for _, name := range []string{crate, strings.ReplaceAll(crate, "_", "-")} {
		locked := c.WS.Locked[name]
		if len(locked) == 0 {
			continue
		}
		for _, l := range locked {
			if effects.InVersions(l.Version, versions) {
				return true
			}
		}
		return false
	}
	return true
}

// Format is the object format of the target that a package is analysed for; nil stands
// for a package of which nothing more is known.
func (c *Corpus) Format(p *workspace.Package) string {
	triple := c.WS.Target
	if p != nil && p.Target != "" {
		triple = p.Target
	}
	switch unload.PlatformOf(triple) {
	case unload.MacOS:
		return "macho"
	case unload.Windows:
		return "coff"
	}
	return "elf"
}
