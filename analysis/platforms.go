package analysis

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A verdict speaks of several platforms, and what is compiled differs between them.
// Each that can unload a library is analysed with its own cfg and dependencies, where
// any text or manifest depends on the target; files are parsed once.

// standard is the target that stands for a platform where another one is analysed.
var standard = map[unload.Platform]string{
	unload.LinuxGNU: "x86_64-unknown-linux-gnu", unload.Windows: "x86_64-pc-windows-msvc",
	unload.LinuxMusl: "x86_64-unknown-linux-musl", unload.MacOS: "aarch64-apple-darwin",
}

// PlatformOf is the platform of a target triple, "" for one whose loader is not known.
func PlatformOf(triple string) unload.Platform {
	switch {
	case strings.Contains(triple, "windows"), strings.Contains(triple, "cygwin"):
		return unload.Windows
	case strings.Contains(triple, "apple"):
		return unload.MacOS
	case strings.Contains(triple, "-musl"), strings.HasSuffix(triple, "-linux-ohos"):
		return unload.LinuxMusl
	case strings.Contains(triple, "-linux-gnu"):
		return unload.LinuxGNU
	}
	return ""
}

// TargetOf is the target triple that is meant where a platform is spoken of.
func (r *Result) TargetOf(p unload.Platform) string {
	if r.Workspace != nil && PlatformOf(r.Workspace.Target) == p {
		return r.Workspace.Target
	}
	return standard[p]
}

// targetWords stand in every condition on the target.
var targetWords = []string{"windows", "unix", "target_os", "target_family", "target_env", "target_vendor", "target_arch", "target_pointer_width"}

// On is what is known of the workspace on a platform: the result itself where nothing
// depends on the target.
func (r *Result) On(p unload.Platform) *Result {
	if o := r.elsewhere[p]; o != nil {
		return o
	}
	return r
}

// Of is what is known of a target, which may be one of a result for another platform;
// nil where it is not built.
func (r *Result) Of(t *workspace.Target) *TargetResult {
	for _, tr := range r.Targets {
		o := tr.Target
		if o == t || o.Kind == t.Kind && o.Name == t.Name && o.Package.Manifest == t.Package.Manifest {
			return tr
		}
	}
	return nil
}

// platforms analyses the workspace for the platforms that it was not analysed for.
func (a *analyzer) platforms() (map[unload.Platform]*Result, error) {
	out := map[unload.Platform]*Result{}
	if a.sub || len(a.loaded) == 0 || !a.dependsOnTarget() {
		return out, nil
	}
	own := PlatformOf(a.ws.Target)
	for _, p := range unload.Platforms {
		if p == own {
			continue
		}
		ws := a.ws.For(standard[p])
		if ws == nil {
			continue
		}
		opts := a.opts
		opts.Progress = nil
		b := newAnalyzer(a.ctx, a.fs, ws, a.table, a.hosts, opts)
		b.sub = true
		if p == unload.LinuxMusl || p == unload.MacOS { // nothing is unmapped there, whatever the code does
			out[p] = b.outline(a.loaded)
			continue
		}
		res := b.whole()
		if err := a.ctx.Err(); err != nil {
			return nil, err
		}
		out[p] = res
	}
	return out, nil
}

// outline lists the libraries of another target without a look into their code.
func (a *analyzer) outline(loaded map[*workspace.Target]*Loading) *Result {
	res := &Result{Workspace: a.ws}
	for _, p := range a.ws.Packages {
		for _, t := range p.Targets {
			for o, l := range loaded {
				if o.Kind == t.Kind && o.Name == t.Name && o.Package.Manifest == p.Manifest {
					res.Targets = append(res.Targets, &TargetResult{Target: t, Loading: l, Absent: a.absent(t)})
				}
			}
		}
	}
	return res
}

// dependsOnTarget reports whether the analysed packages differ between targets.
func (a *analyzer) dependsOnTarget() bool {
	for _, sc := range a.scans {
		if len(sc.target) > 0 {
			return true
		}
		doc := a.ws.Document(sc.pkg.Manifest)
		if doc == nil {
			continue
		}
		if _, tables := doc.Values["target"]; tables {
			return true
		}
		if s := sc.pkg.Settings; s != nil && s.Target != "" {
			return true
		}
	}
	return false
}

// absent reports whether a crate's own attributes leave nothing of it.
func (a *analyzer) absent(t *workspace.Target) bool {
	if t.Package.Env == nil {
		return false
	}
	src, err := a.fs.ReadFile(t.Path, rust.MaxSource)
	return err == nil && t.Package.Env.Enabled(rust.Skim(src).Attrs) == cfg.False
}
