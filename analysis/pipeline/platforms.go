package pipeline

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// platforms analyses the workspace for the platforms that it was not analysed for.
func (r *run) platforms() (map[unload.Platform]*analysis.Result, error) {
	out := map[unload.Platform]*analysis.Result{}
	if r.sub || len(r.loaded) == 0 || !r.dependsOnTarget() {
		return out, nil
	}
	own := unload.PlatformOf(r.WS.Target)
	for _, p := range unload.Platforms {
		if p == own {
			continue
		}
		ws := r.WS.For(analysis.StandardTargets[p])
		if ws == nil {
			continue
		}
		opts := r.opts
		opts.Progress = nil
		if p == unload.LinuxMusl || p == unload.MacOS { // nothing is unmapped there, whatever the code does
			out[p] = outline(ws, r.FS, r.loaded)
			continue
		}
		b := newRun(r.Ctx, r.FS, ws, r.Table, r.Hosts, opts)
		b.sub = true
		res := b.whole()
		if err := r.Ctx.Err(); err != nil {
			return nil, err
		}
		out[p] = res
	}
	return out, nil
}

// outline lists the libraries of another target without a look into their code.
func outline(ws *workspace.Workspace, fs vfs.FS, loaded map[*workspace.Target]*analysis.Loading) *analysis.Result {
	res := &analysis.Result{Workspace: ws}
	for _, p := range ws.Packages {
		for _, t := range p.Targets {
			for o, l := range loaded {
				if o.Kind == t.Kind && o.Name == t.Name && o.Package.Manifest == p.Manifest {
					res.Targets = append(res.Targets, &analysis.TargetResult{Target: t, Loading: l, Absent: absent(fs, t)})
				}
			}
		}
	}
	return res
}

// dependsOnTarget reports whether the analysed packages differ between targets.
func (r *run) dependsOnTarget() bool {
	for _, sc := range r.Scans {
		if len(sc.Target) > 0 {
			return true
		}
		doc := r.WS.Document(sc.Pkg.Manifest)
		if doc == nil {
			continue
		}
		if _, tables := doc.Values["target"]; tables {
			return true
		}
		if s := sc.Pkg.Settings; s != nil && s.Target != "" {
			return true
		}
	}
	return false
}

// absent reports whether a crate's own attributes leave nothing of it.
func absent(fs vfs.FS, t *workspace.Target) bool {
	if t.Package.Env == nil {
		return false
	}
	src, err := fs.ReadFile(t.Path, rust.MaxSource)
	return err == nil && t.Package.Env.Enabled(rust.NewOutline(src).Attrs) == cfg.False
}
