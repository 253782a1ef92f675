package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var linkerInitOption = &Rule{
	ID:       "linker-init-option",
	Title:    "a linker option that makes a function run at load or unload",
	Severity: Information,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("linker-init-option"),
	Run:      runLinkerInitOption,
}

func runLinkerInitOption(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		for _, s := range l.Link.InitFini {
			if strings.ContainsAny(s.Name, "{}") {
				continue
			}
			when, section := "when the library is loaded", "`.init_array`"
			if s.Fini {
				when, section = "when the library is unloaded", "`.fini_array`"
			}
			f := &Finding{
				Message: shownArg(s.Arg) + " makes `" + s.Name + "` run " + when + ", in place of the start files' own and with no trace in the source",
				Help:    "register it in the source: a `#[used]` static in " + section,
			}
			for _, e := range l.Exports {
				if e.Name == strings.TrimPrefix(s.Name, "_") || e.Name == s.Name {
					f.Related = append(f.Related, analysis.Step{Message: "`" + e.Name + "` is defined here", Place: e.Place})
				}
			}
			p.reportArg(l, s.Arg, f)
		}
	})
}
