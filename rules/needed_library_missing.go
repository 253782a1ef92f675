package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
)

var neededLibraryMissing = &Rule{
	ID:       "needed-library-missing",
	Title:    "a needed library that the loader does not find",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("needed-library-missing"),
	Built:    true,
	Run:      runNeededLibraryMissing,
}

func runNeededLibraryMissing(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		if b.Facts.Link == nil || slices.ContainsFunc(b.Facts.Link.Missing, isLibc) {
			return // built for another system than this one
		}
		if b.Facts.Beside {
			return // it is shipped there; what lies beside the built file tells nothing of that
		}
		for _, n := range b.Facts.Needed {
			if !slices.Contains(b.Facts.Link.Missing, n) || p.toldElsewhere(l, n) || p.bringsAlong(l, n) {
				continue
			}
			p.reportBuilt(l, b, &Finding{
				Place:   p.needed(l, n),
				Message: "`dlopen` fails unless the host has loaded `" + n + "` before: " + p.shownFile(b) + " needs it, and it is neither on the run path nor in the loader's folders of this machine",
				Help:    "ship it beside the library and link with `-Wl,-rpath,$ORIGIN`, or name it under `host-libraries` if the host brings it along",
			})
		}
	})
}

func isLibc(name string) bool { return name == "libc.so" || strings.HasPrefix(name, "libc.") }

// toldElsewhere reports a needed library of which another rule speaks: a path, a
// program, or the shared libstd.
func (p *Pass) toldElsewhere(l *analysis.Loading, name string) bool {
	return strings.Contains(name, "/") || !strings.Contains(name, ".so") || strings.HasPrefix(name, "libstd-") && l.SharesStd() != nil
}

// bringsAlong reports a library that is the host's own: by its profile, of which
// host-back-edge speaks, or by the configuration.
func (p *Pass) bringsAlong(l *analysis.Loading, name string) bool {
	return l.Host.Owns(name) || slices.ContainsFunc(settings(p.Result, l.Target.Package).HostLibraries, func(pattern string) bool {
		return hosts.Matches(pattern, name)
	})
}
