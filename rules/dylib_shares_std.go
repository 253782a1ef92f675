package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var dylibSharesStd = &Rule{
	ID:       "dylib-shares-std",
	Title:    "a plugin built as `dylib` that shares libstd with its host",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("dylib-shares-std"),
	Fix:      "unsafe",
	unload:   &unloadPolicy{crashes: true},
	Run:      runDylibSharesStd,
}

func runDylibSharesStd(p *Pass) {
	type shared struct {
		arg       *linkargs.Arg
		libraries []*workspace.Target
	}
	var found []*shared
	p.eachLibrary(func(l *analysis.Loading) {
		arg := l.SharesStd()
		if arg == nil {
			return
		}
		i := slices.IndexFunc(found, func(s *shared) bool { return s.arg.Place == arg.Place })
		if i < 0 {
			i, found = len(found), append(found, &shared{arg: arg})
		}
		found[i].libraries = append(found[i].libraries, l.Target)
	})
	for _, s := range found {
		f := &Finding{
			Severity: Warning, dangles: true, Place: s.arg.Place, Package: s.libraries[0].Package, Evidence: Evidence{Level: Declared},
			Message: "`prefer-dynamic` makes the `dylib` share libstd: destructors of its thread-locals are charged to libstd, so `dlclose` unmaps it under them and the host crashes when the thread exits",
			Help:    "build plugins as `cdylib`, or without `prefer-dynamic`",
			Fixes:   p.replaceArg(s.arg, "prefer-dynamic", "prefer-dynamic=no", "link std into the library"),
		}
		crash := slices.DeleteFunc(slices.Clone(s.libraries), func(t *workspace.Target) bool { return !p.Result.LeavesDestructors(t) })
		if len(crash) == 0 {
			f.Severity, f.dangles = Information, false
			f.Message = "`prefer-dynamic` makes the `dylib` share libstd: a thread-local with a destructor, of which its sources show none, would be charged to libstd, and the host crash after `dlclose`"
		} else {
			s.libraries = crash
		}
		for _, t := range s.libraries {
			f.Related = append(f.Related, analysis.Step{Message: "`" + t.Name + "` is built as a `dylib` here",
				Place: analysis.Place{File: t.Package.Manifest, Span: p.crateTypeSpan(t, "dylib")}})
		}
		f.judge, f.targets = judgeNeeded("libstd-"), s.libraries
		p.reportUnload(f, s.libraries)
	}
}
