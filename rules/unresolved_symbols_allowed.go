package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var unresolvedSymbolsAllowed = &Rule{
	ID:       "unresolved-symbols-allowed",
	Title:    "a link argument that lets undefined symbols pass",
	Severity: Information,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("unresolved-symbols-allowed"),
	Fix:      UnsafeFix,
	Run:      runUnresolvedSymbolsAllowed,
}

func runUnresolvedSymbolsAllowed(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		for _, arg := range l.Link.Unresolved {
			if expectsHostSymbols(l) || forAnotherPlatform(p, l, arg) || arg.Via != "" {
				continue
			}
			f := &Finding{
				Message: shownArg(arg) + " lets symbols pass that nothing defines: loading the library fails then, even if they are never called",
				Help:    "take it away and link with `-Wl,-z,defs`, which names them when the library is built",
			}
			if unload.PlatformOf(targetOf(p.Result, l.Target)) == unload.LinuxGNU {
				f.Fixes = p.replaceArg(arg, arg.Text, "-Wl,-z,defs", "refuse undefined symbols at link time")
			}
			p.reportArg(l, arg, f)
		}
	})
}

// expectsHostSymbols reports whether it is usual for the host's libraries to
// leave symbols to the host, or whether the library is one for hot patching.
func expectsHostSymbols(l *analysis.Loading) bool {
	return l.Host.Sure() && (len(l.Host.Symbols) > 0 || l.Host.ID == "hot-reload")
}

// forAnotherPlatform reports whether the argument's spelling or condition belongs
// to a platform that the library is not analysed for.
func forAnotherPlatform(p *Pass, l *analysis.Loading, arg *linkargs.Arg) bool {
	on := unload.PlatformOf(targetOf(p.Result, l.Target))
	mentions := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(arg.When, w) })
	}
	switch {
	case strings.HasPrefix(arg.Text, "/"), mentions("windows", "msvc"):
		return on != unload.Windows
	case mentions("apple", "macos", "darwin", "ios") && !strings.Contains(arg.When, "!"):
		return on != unload.MacOS
	case mentions("linux", "gnu") && !strings.Contains(arg.When, "!"):
		return on != unload.LinuxGNU && on != unload.LinuxMusl
	}
	return false
}
