package rules

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/lifecycle"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// The severity of an unload finding comes from one table, rule × host ×
// mitigation × platform, so that the same line is fatal in one host and quiet in
// another for one reason that can be read in one place.

// hostKind is what is known of the process that loads the library.
type hostKind uint8

const (
	hostUnknown hostKind = iota // also one that unloads rarely, or that nobody is sure of
	hostStays                   // never unloads, by profile or configuration
	hostSeldom                  // known to unload only where hardly anybody asks for it
	hostLinked                  // programs link the library, nobody opens or closes it
	hostUnloads                 // certainly unloads while threads that ran the library live on
)

// mitigation is what keeps an unload from doing harm.
type mitigation uint8

const (
	noMitigation mitigation = iota
	staysMapped             // NODELETE by flag or compiler, or the library opens itself
	ignoresTLS              // registered TLS destructors do not keep the library mapped
)

// unloadPolicy is what a rule about unloading weighs; it stands in the rule's literal. Zero values are the common case:
// the rule's own severity where the host is unknown or unloads, information
// where it never does, refuted where the library stays mapped.
type unloadPolicy struct {
	crashes     bool // measured to crash: an error where the host unloads
	onlyUnloads bool // speaks only where the host is known to unload
	quietNever  bool // has nothing to say where it never does
	tls         bool // a matter of TLS destructors alone
	windowsToo  bool // holds on Windows as it does on glibc
}

// unloadSeverity is the table as a pure function: what a finding of a rule with such
// a policy (nil for other rules) and
// its own severity base weighs; dangles tells one that was measured to crash. refuted tells that a mitigation covers it.
func unloadSeverity(row *unloadPolicy, base Severity, dangles bool, host hostKind, m mitigation, on unload.Platform) (sev Severity, refuted bool) {
	if row == nil || base == Off {
		return base, false
	}
	switch {
	case host == hostLinked, host == hostStays && row.quietNever, host != hostUnloads && row.onlyUnloads, on == unload.Windows && !row.windowsToo:
		return Off, false
	case m == staysMapped, m == ignoresTLS && row.tls:
		return Hint, true
	case host == hostStays, host == hostSeldom, on == unload.LinuxMusl, on == unload.MacOS:
		return min(base, Information), false
	case host == hostUnloads && row.crashes && dangles && base == Warning:
		return Error, false
	case host == hostUnknown: // it may be unloaded, and nobody has said so
		return min(base, Warning), false
	}
	return base, false
}

// weighed is what the table makes of a finding in one library.
type weighed struct {
	severity Severity
	refuted  bool
	library  *workspace.Target
	// why says what covers a refuted finding; at is its place, if it has one.
	why string
	at  *analysis.Place
	// steps are how it came to the severity.
	steps []Weight
}

// reportUnload files an unload finding, whose severity is the rule's own, with
// what hosts and mitigations of the libraries that link its code make of it; the
// library that it weighs most in decides. Every rule about unloading reports through it. A finding without libraries is not one of unloading.
func (p *Pass) reportUnload(f *Finding, libraries []*workspace.Target) {
	f.Rule, f.base = p.Rule.ID, f.Severity
	w, ok := p.heaviest(f, libraries)
	if !ok || w.severity == Off {
		return
	}
	f.weighs(p.Rule)
	for _, s := range w.steps {
		f.weigh(s.Severity, s.Because)
	}
	f.Severity = w.severity
	if w.severity >= Warning && f.dangles {
		f.Fixes = append(f.Fixes, p.nodeleteFix(libraries)...)
	}
	if w.refuted {
		f.Evidence.Level = Refuted
		f.Evidence.Details = append(f.Evidence.Details, w.why)
		if w.at != nil {
			f.Related = append(f.Related, analysis.Step{Message: w.why, Place: *w.at})
		}
	}
	p.report(f)
}

// heaviest weighs a finding in the library where it weighs most.
func (p *Pass) heaviest(f *Finding, libraries []*workspace.Target) (weighed, bool) {
	var all []weighed
	for _, t := range libraries {
		all = append(all, p.weighIn(f, t))
	}
	if len(all) == 0 {
		return weighed{}, false
	}
	return slices.MaxFunc(all, func(a, b weighed) int { return int(a.severity) - int(b.severity) }), true
}

// weighIn weighs a finding in one library.
func (p *Pass) weighIn(f *Finding, t *workspace.Target) weighed {
	w := weighed{library: t, severity: f.Severity}
	l := p.Result.Loading(t)
	if l == nil {
		return w
	}
	m, why, at := p.mitigationOf(l)
	host, on := hostKindOf(l), unload.PlatformOf(targetOf(p.Result, t))
	w.severity, w.refuted = unloadSeverity(p.Rule.unload, f.Severity, f.dangles, host, m, on)
	w.why, w.at = why, at
	if w.severity == Error && f.Severity == Warning && !f.dangles { // only this variant of the rule was not measured to crash
		w.severity = Warning
	}
	w.steps = []Weight{{w.severity, unloadBecause(l, host, m, on)}}
	final := l.Unload() == "auto" && l.Host.Sure() && l.Host.Final
	lighter := f.harm.lighter(host, final, on)
	if on != unload.Windows && madeForWindows(l) && !p.registers(t) {
		lighter = "the library exports `DllMain`, so that it is made for Windows, and this is another platform"
	}
	if exportsNothing(l) && l.Unload() == "auto" && !p.registers(t) {
		lighter = "the library exports nothing by which a host could use it, and is linked by other crates"
	}
	if lighter != "" && w.severity > Information {
		w.severity = Information
		w.steps = append(w.steps, Weight{w.severity, lighter})
	}
	return w
}

// targetOf is the triple that a library is analysed for.
func targetOf(res *analysis.Result, t *workspace.Target) string {
	if t.Package != nil && t.Package.Target != "" {
		return t.Package.Target
	}
	return res.Workspace.Target
}

func hostKindOf(l *analysis.Loading) hostKind {
	auto := l.Unload() == "auto"
	switch {
	case auto && l.Host.Sure() && l.Host.Linked:
		return hostLinked
	case l.NeverUnloads():
		return hostStays
	case auto && l.Host.SeldomUnloads():
		return hostSeldom
	case l.IsUnloaded():
		return hostUnloads
	}
	return hostUnknown
}

// mitigationOf says what keeps the library from doing harm when it is closed, in
// words and with the place. What helps on another platform alone is left out.
func (p *Pass) mitigationOf(l *analysis.Loading) (mitigation, string, *analysis.Place) {
	ws := p.Result.Workspace
	on := unload.PlatformOf(ws.Target)
	b := p.built(l.Target)
	if b != nil && b.Facts.NoDelete {
		return staysMapped, "`" + filepath.Base(b.Path) + "` is marked as never to be unmapped (`NODELETE`)", nil
	}
	if arg := l.Link.NoDelete; arg != nil && b == nil && on != unload.Windows && on != unload.MacOS && arg.GivenOn(ws.Target) {
		via := ""
		if arg.Via != "" {
			via = fmt.Sprintf(" (by `%s`)", arg.Via)
		}
		return staysMapped, "linked with `-z nodelete`" + via + ": the library is never unmapped", &arg.Place
	}
	for i := range l.Pins {
		if pin := &l.Pins[i]; pin.Windows == (on == unload.Windows) {
			return staysMapped, "`" + pin.What + "` keeps the library loaded", &pin.Place
		}
	}
	if v := l.NodeleteSince; v != "" && on == unload.LinuxGNU && b == nil && ws.Compiler.From != "" && !version.Older(ws.Compiler.From, v) {
		return staysMapped, "rustc " + v + " and later mark the library as never to be unmapped", nil
	}
	switch o, arg := lifecycle.Override(l, b), l.SharesStd(); {
	case o != nil && o.Kind.Falls():
		return ignoresTLS, "the library's own `__cxa_thread_atexit_impl` replaces the registration by a pthread key: nothing pins it", &o.Place
	case o != nil:
		return ignoresTLS, "the library's own `__cxa_thread_atexit_impl` ignores the registration: nothing pins it, and values leak", &o.Place
	case arg != nil:
		return ignoresTLS, "the library shares libstd, to which the registration is charged: nothing pins it", &arg.Place
	}
	return noMitigation, "", nil
}
