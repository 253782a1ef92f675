package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Weight is one step of how a finding came to its severity; the first is the rule's own.
type Weight struct {
	Severity Severity
	Because  string
}

// weigh makes a finding weigh sev and notes why, where that changes anything.
func (f *Finding) weigh(sev Severity, because string) {
	if sev == f.Severity {
		return
	}
	f.Severity = sev
	f.Weights = append(f.Weights, Weight{sev, because})
}

// weighs notes the steps up to what a rule made of its finding.
func (f *Finding) weighs(rule *Rule) {
	if len(f.Weights) > 0 {
		return
	}
	f.Weights = []Weight{{rule.Severity, "the rule's own severity"}}
	if f.Severity != rule.Severity {
		f.Weights = append(f.Weights, Weight{f.Severity, cmp.Or(f.because, "this form of it")})
	}
}

// harm is what makes a leftover matter less, where the host is no reason to care.
type harm struct {
	// pins: on glibc all that it does is to keep the library mapped.
	pins bool
	// lasting: a pool or runtime that is made for as long as the process.
	lasting bool
}

// lighter says why a leftover is worth no warning, "" where nothing makes it lighter.
// final is a host that unloads only as it ends.
func (h harm) lighter(host hostKind, final bool, on unload.Platform) string {
	switch {
	case on == unload.Windows:
		return ""
	case h.lasting && host == hostUnknown:
		return "it is made to last as long as the process, and no host is known that unloads the library"
	case h.pins && final:
		return "the host unloads only as it ends itself, so that a library which stays does no harm"
	}
	return ""
}

// madeForWindows reports a library whose entry point is that of Windows. Where it registers
// code for the platform it is analysed for as well, it is made for both.
func madeForWindows(l *analysis.Loading) bool {
	return slices.ContainsFunc(l.Exports, func(e analysis.Export) bool { return e.Name == "DllMain" })
}

// exportsNothing reports a library that other crates link as well and that gives a
// process no symbol to call: nobody opens it as a plugin.
func exportsNothing(l *analysis.Loading) bool {
	if l.Host != nil || len(l.Exports) > 0 || l.Target == nil {
		return false
	}
	return slices.ContainsFunc(l.Target.CrateTypes, func(c string) bool { return c == "rlib" || c == "lib" })
}

// registers reports a target whose code runs when it is loaded or unloaded.
func (p *Pass) registers(t *workspace.Target) bool {
	return slices.ContainsFunc(p.Result.Roots, func(r *analysis.Root) bool { return slices.Contains(r.Linked, t) })
}

// unloadBecause says in words what the table of severities went by.
func unloadBecause(l *analysis.Loading, host hostKind, m mitigation, on unload.Platform) string {
	who := "the host"
	if l.Host != nil && l.Unload() == "auto" {
		who = l.Host.Name
	}
	switch {
	case m != noMitigation:
		return "the library stays mapped, or nothing is registered that keeps it"
	case host == hostStays:
		return who + " never unloads the library"
	case host == hostSeldom:
		return who + " rarely unloads the library"
	case on == unload.LinuxMusl:
		return "musl never unmaps a library"
	case on == unload.MacOS:
		return "macOS keeps a library with thread-locals mapped"
	case host == hostUnloads:
		return who + " unloads the library while threads that ran it live on"
	case host == hostUnknown:
		return "nothing is known of the host: it may unload the library"
	}
	return "nothing of it concerns this host or platform"
}

// demoFolders hold code that shows or tries something and is not shipped.
var demoFolders = []string{"example", "examples", "demo", "demos", "sample", "samples", "test", "tests", "testing", "fixtures", "benches"}

// demoEndings end the name of a folder with such code: `bridge-example`. "sample" is left
// out, which is a sound to half of all plugins.
var demoEndings = []string{"example", "examples", "demo", "demos"}

// isDemo reports the name of a folder of tests or demonstrations.
func isDemo(folder string) bool {
	if slices.Contains(demoFolders, folder) {
		return true
	}
	i := strings.LastIndexAny(folder, "-_")
	return i > 0 && slices.Contains(demoEndings, folder[i+1:])
}

// lessInDemos makes a finding in code of tests and demonstrations weigh one step less.
func (d *driver) lessInDemos(f *Finding, rule *Rule) {
	if f.Severity < Warning || rule.Category != LifeOutsideMain && rule.Category != Unload || len(f.targets) == 0 || d.res.Workspace == nil {
		return
	}
	if d.demo(f.Place.File) && !slices.ContainsFunc(f.targets, func(t *workspace.Target) bool { return !d.demo(t.Path) }) {
		f.weigh(f.Severity-1, "code of tests and demonstrations")
	}
}
