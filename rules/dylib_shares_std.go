package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var dylibSharesStd = &Rule{
	ID:       "dylib-shares-std",
	Title:    "a plugin that shares libstd with its host",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("dylib-shares-std"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{crashes: true},
	Run:      runDylibSharesStd,
}

func runDylibSharesStd(p *Pass) {
	type shared struct {
		arg       *linkargs.Arg
		kind      string
		libraries []*workspace.Target
	}
	var found []*shared
	p.eachLibrary(func(l *analysis.Loading) {
		arg, kind := l.SharesStd(), "cdylib"
		if arg == nil {
			return
		}
		if slices.Contains(l.Target.CrateTypes, "dylib") {
			kind = "dylib"
		}
		i := slices.IndexFunc(found, func(s *shared) bool { return s.arg.Place == arg.Place && s.kind == kind })
		if i < 0 {
			i, found = len(found), append(found, &shared{arg: arg, kind: kind})
		}
		found[i].libraries = append(found[i].libraries, l.Target)
	})
	for _, s := range found {
		f := &Finding{
			Severity: Warning, dangles: true, Place: s.arg.Place, Package: s.libraries[0].Package, Evidence: Evidence{Level: Declared},
			Help:  "build plugins as `cdylib`, without `prefer-dynamic`",
			Fixes: p.replaceArg(s.arg, "prefer-dynamic", "prefer-dynamic=no", "link std into the library"),
		}
		crash := slices.DeleteFunc(slices.Clone(s.libraries), func(t *workspace.Target) bool { return !p.Result.LeavesDestructors(t) })
		crashes := "destructors of its thread-locals are charged to libstd, so `dlclose` unmaps it under them and the host crashes when the thread exits"
		switch {
		case s.kind == "cdylib":
			f.Message = "`prefer-dynamic` makes the `cdylib` need the libstd of this very compiler: `dlopen` fails where that is not found"
			if len(crash) > 0 {
				f.Message += ", and where it is, " + crashes
			} else {
				f.dangles = false
			}
		case len(crash) == 0:
			f.Severity, f.dangles = Information, false
			f.Message = "`prefer-dynamic` makes the `dylib` share libstd: a thread-local with a destructor, of which its sources show none, would be charged to libstd, and the host crash after `dlclose`"
		default:
			f.Message = "`prefer-dynamic` makes the `dylib` share libstd: " + crashes
			s.libraries = crash
		}
		for _, t := range s.libraries {
			f.Related = append(f.Related, analysis.Step{Message: "`" + t.Name + "` is built as a `" + s.kind + "` here",
				Place: analysis.Place{File: t.Package.Manifest, Span: p.crateTypeSpan(t, s.kind)}})
		}
		f.verify, f.targets = verifyNeeded("libstd-"), s.libraries
		if s.kind == "cdylib" && !f.dangles {
			p.report(f) // what the host does at an unload changes nothing
		} else {
			p.reportUnload(f, s.libraries)
		}
	}
}
