package inspect

import (
	"context"
	"path/filepath"
	"slices"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// A library is judged as check judges it: with the configuration and the host of the
// workspace that built it, and with what its sources show and the file does not.

// maker is the target that a library was built from.
type maker struct {
	verdict *unload.Verdict // nil where the file alone decides
	shown   *jsonWorkspace
}

// maxMakers is how many folders are tried in which a library may have been built.
const maxMakers = 6

// makerOf looks for the workspace of the library at path. None of its code is run.
func makerOf(ctx context.Context, l *artifact.Library, path string) *maker {
	fs := vfs.NewTrace(vfs.Disk{})
	dirs := artifact.Origins(fs, path)
	if len(dirs) == 0 {
		return &maker{shown: &jsonWorkspace{Alone: "no workspace that built it was found"}}
	}
	var first *maker
	for _, dir := range dirs[:min(len(dirs), maxMakers)] {
		m, found := madeIn(ctx, fs, dir, l, path)
		if found {
			return m
		}
		if first == nil {
			first = m
		}
	}
	return first
}

// madeIn looks for the target that the library was built from in the workspace of dir;
// found is false where there is none.
func madeIn(ctx context.Context, fs vfs.FS, dir string, l *artifact.Library, path string) (m *maker, found bool) {
	fails := func(why string) *maker {
		return &maker{shown: &jsonWorkspace{Manifest: filepath.Join(dir, "Cargo.toml"), Alone: why}}
	}
	report, err := cdylibls.Check(ctx, []string{dir}, cdylibls.Options{
		FS: fs, Artifacts: []string{path}, AllowStale: true, Workspace: workspace.Options{Target: artifact.TripleOf(l, path)},
	})
	if err != nil {
		return fails("its workspace cannot be read: " + err.Error()), false
	}
	for _, res := range report.Results {
		for _, tr := range res.Targets {
			b := report.Evidence.Of(tr.Target).Shipped
			if b == nil || b.Path != path || !tr.Target.Unloadable() {
				continue
			}
			m := &maker{shown: &jsonWorkspace{Manifest: tr.Target.Package.Manifest, Package: tr.Target.Package.Name}}
			if loading := res.Loading(tr.Target); loading != nil && loading.Host != nil {
				m.shown.Host = loading.Host.ID
			}
			switch {
			case b.Gone:
				m.shown.Alone = "it was built from " + b.Stale + ", which is gone"
			case !b.Fresh:
				m.shown.Alone = b.Stale + " is newer"
			case !b.Optimised:
				m.shown.Alone = "it was built without optimisation, and the shipped library decides"
			default:
				m.verdict = rules.UnloadVerdicts(res, tr.Target, report.Evidence)[l.Platform()]
				if m.verdict == nil {
					m.shown.Alone = "nothing is known of its platform there"
				}
			}
			return m, true
		}
	}
	return fails("no library of that workspace has its name"), false
}

// detailed gives reasons that the file itself shows the paths that it shows.
func detailed(v, alone *unload.Verdict) {
	for i := range v.Because {
		r := &v.Because[i]
		k := slices.IndexFunc(alone.Because, func(o unload.Reason) bool {
			return o.ID == r.ID && o.Symbol == r.Symbol && o.Text == r.Text && r.Artifact != ""
		})
		if k >= 0 {
			r.Detail = alone.Because[k].Detail
		}
	}
}
