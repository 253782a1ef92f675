package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var exportShadowsLibc = &Rule{
	ID:       "export-shadows-libc",
	Title:    "an export under the name of a C library function that std calls in the same library",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("export-shadows-libc"),
	Run:      runExportShadowsLibc,
}

// tlsDtorRegistration is the function of the C library that registers the destructor of
// a thread-local.
const tlsDtorRegistration = "__cxa_thread_atexit_impl"

const ownDefinitions = "call the next definition with `dlsym(RTLD_NEXT, …)` or a system call, and keep what the function needs in statics and drop-free thread-locals"

func runExportShadowsLibc(p *Pass) {
	for _, s := range p.Result.Shadows {
		l := p.Result.Loading(s.Library)
		if unload.PlatformOf(p.Result.Workspace.Target) == unload.Windows {
			continue // std calls no C library there
		}
		if s.Export.Symbol == tlsDtorRegistration {
			continue // a rule of its own says what such an override does: tls-dtor-override
		}
		preloaded := l != nil && l.Host != nil && l.Host.Preloaded
		if preloaded && !s.Within {
			continue // that is what it is for
		}
		name, call := "`"+s.Export.Symbol+"`", (&reached{s.By, []analysis.RootPath{s.Path}}).what()
		var sev Severity
		var message, help string
		when, always := p.firstInLookup(l)
		switch {
		case s.Within && always:
			sev, help = Error, ownDefinitions
			message = "export " + name + " takes the place of the C library's" + when + ", and its body reaches " + call +
				", which calls " + name + " in turn: it runs within itself until the stack is used up"
		case s.Within:
			sev, help = Warning, "give it another name"
			message = "export " + name + " reaches " + call + ", which calls the C library's " + name + ": it runs within itself where the library's own name comes first, that is " + when
		default:
			sev, help = Warning, "give it another name"
			message = "export " + name + " has the name of the C library's, which " + call + " calls in this library: that call ends in the export instead where the library's own name comes first, that is " + when
		}
		f := (&reached{s.By, []analysis.RootPath{s.Path}}).finding(sev, message, help)
		f.Place = s.Export.Place
		f.Related = append(slices.Clip(f.Related), analysis.Step{Message: call + " stands here", Place: s.By.Place})
		p.report(f)
	}
}

// firstInLookup says when the library's own exports come before the C library's, and
// whether that is always so for it. Measured: rules/pages/export-shadows-libc.md.
func (p *Pass) firstInLookup(l *analysis.Loading) (when string, always bool) {
	lto := p.Result.Workspace.Profile.LTO
	switch {
	case l != nil && l.Host != nil && l.Host.Preloaded:
		return "", true
	case l != nil && l.Host != nil && l.Host.DeepBind:
		return " in this library (" + l.Host.Name + " opens it with `RTLD_DEEPBIND`)", true
	case lto == "fat" || lto == "true" || lto == "thin":
		return " in this library (profile `" + p.Result.Workspace.Profile.Name + "` links it with `lto = \"" + lto + "\"`)", true
	}
	return "with `lto`, with `RTLD_DEEPBIND`, on macOS, and where a program links or preloads it", false
}
