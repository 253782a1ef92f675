package evidence

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Libraries for other platforms than the one that is analysed.

// elsewhere picks the optimised artifact for each platform that is not analysed, and
// returns the fresh ones, which are read.
func (t *Target) elsewhere(ws *workspace.Workspace) []*Built {
	var out []*Built
	own := unload.PlatformOf(analysedTriple(ws, t.target))
	for _, b := range t.All {
		p := unload.PlatformOf(builtTriple(b))
		if !b.Optimised || p == "" || p == own {
			continue
		}
		if known := t.Elsewhere[p]; known == nil || better(ws, b, known) {
			if t.Elsewhere == nil {
				t.Elsewhere = map[unload.Platform]*Built{}
			}
			t.Elsewhere[p] = b
		}
	}
	for _, p := range unload.Platforms {
		if b := t.Elsewhere[p]; b != nil && b.Fresh {
			out = append(out, b)
		}
	}
	return out
}

// fits reports that an artifact has the format of the analysed platform, and moves one that
// has not to the platform that it decides about.
func (s *Set) fits(r *reader) bool {
	own := unload.PlatformOf(analysedTriple(r.res.Workspace, r.target))
	if r.elsewhere || r.built.Facts == nil || own == "" || formats[own] == r.built.Facts.Format {
		return true
	}
	t := s.targets[key(r.target)]
	t.Shipped, t.Elsewhere = nil, map[unload.Platform]*Built{}
	if r.built.Optimised {
		t.Elsewhere[r.built.Facts.Leaves.Platform] = r.built
	}
	return false
}

var formats = map[unload.Platform]object.Format{
	unload.LinuxGNU: object.ELF, unload.LinuxMusl: object.ELF, unload.MacOS: object.MachO, unload.Windows: object.PE,
}

func analysedTriple(ws *workspace.Workspace, t *workspace.Target) string {
	if t.Package.Target != "" {
		return t.Package.Target
	}
	return ws.Target
}

// builtTriple is the triple that an artifact was built for.
func builtTriple(b *Built) string {
	if b.Triple == "" {
		return workspace.HostTarget()
	}
	return b.Triple
}

// machine is the processor whose part of a universal file is read. Nothing says for
// which one a file was built that the user names: it is that of the analysis.
func (b *Built) machine(ws *workspace.Workspace, t *workspace.Target) object.Machine {
	triple := b.Triple
	if triple == "" {
		triple = analysedTriple(ws, t)
	}
	first, _, _ := strings.Cut(triple, "-")
	return object.Machine(first)
}
