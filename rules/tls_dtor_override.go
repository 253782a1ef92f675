package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var tlsDtorOverride = &Rule{
	ID:       "tls-dtor-override",
	Title:    "an own `__cxa_thread_atexit_impl`, meant to let the library unload",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("tls-dtor-override"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{crashes: true},
	Run:      runTLSDtorOverride,
}

// overrideStory is what was measured of one kind of override.
type overrideStory struct {
	severity      Severity
	dangles       bool
	message, help string
}

const overrideHelp = "link with `-Wl,-z,nodelete`, or keep per-thread data in a pthread key that is deleted before the unload"

var overrideStories = map[analysis.OverrideKind]overrideStory{
	analysis.OverrideZero: {Warning, true,
		"`__cxa_thread_atexit_impl` is defined as zero: std falls back to a pthread key whose destructor is in this library, so it unloads and the host crashes when a thread that used a thread-local exits; GNU ld refuses to link it", overrideHelp},
	analysis.OverrideWeak: {Warning, true,
		"`__cxa_thread_atexit_impl` is made weak and hidden: std falls back to a pthread key whose destructor is in this library, so it unloads and the host crashes when a thread that used a thread-local exits; mold refuses to link it", overrideHelp},
	analysis.OverrideExported: {Warning, false,
		"an exported `__cxa_thread_atexit_impl` has no effect without fat LTO: libc's own comes first and the library stays mapped; with fat LTO it is inlined, and the library unloads", "make it hidden in assembly, so that it always wins, or remove it"},
	analysis.OverrideInlined: {Information, false,
		"fat LTO inlines the exported `__cxa_thread_atexit_impl`: the library unloads, values in thread-locals leak and their `Drop` never runs; without fat LTO libc's own comes first and the library stays mapped", "make it hidden in assembly, so that it always wins, or remove it"},
	analysis.OverrideUnlinked: {Information, false,
		"this `__cxa_thread_atexit_impl` is not linked: it is in an archive, and std's weak reference takes no member out of one (since Rust 1.61), so thread-locals keep the library mapped as ever", "remove it; where the leak is meant, link the object itself or with `+whole-archive`"},
	analysis.OverrideHidden: {Information, false,
		"a hidden `__cxa_thread_atexit_impl` that ignores the registration lets the library unload: values in thread-locals leak, their `Drop` never runs", "keep it if the leak is meant, and say so with a reason"},
}

func runTLSDtorOverride(p *Pass) {
	seen := map[analysis.Place]*analysis.TLSOverride{}
	libraries := map[analysis.Place][]*workspace.Target{}
	var order []analysis.Place
	for _, tr := range p.Result.Targets {
		if tr.Loading == nil {
			continue
		}
		for i := range tr.Loading.Overrides {
			o := &tr.Loading.Overrides[i]
			if seen[o.Place] == nil {
				seen[o.Place] = o
				order = append(order, o.Place)
			}
			libraries[o.Place] = append(libraries[o.Place], tr.Target)
		}
	}
	for _, at := range order {
		o, story := seen[at], overrideStories[seen[at].Kind]
		verify := verifyDefined(tlsDtorRegistration)
		if o.Kind == analysis.OverrideUnlinked {
			verify = nil // that it is not defined is what is said
		}
		p.reportUnload(&Finding{
			Severity: story.severity, dangles: story.dangles, Message: story.message, Help: story.help,
			Place: at, Package: o.Package, Evidence: Evidence{Level: Declared},
			verify: verify, targets: libraries[at],
		}, libraries[at])
	}
}
