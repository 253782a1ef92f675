package rules

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
)

var versionScriptUndefined = &Rule{
	ID:       "version-script-undefined",
	Title:    "a version script that exports what the library does not define",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("version-script-undefined"),
	Run:      runVersionScriptUndefined,
}

func runVersionScriptUndefined(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		byArg := map[*linkargs.Arg][]analysis.MissingSymbol{}
		var order []*linkargs.Arg
		for _, s := range l.Missing {
			if byArg[s.Arg] == nil {
				order = append(order, s.Arg)
			}
			byArg[s.Arg] = append(byArg[s.Arg], s)
		}
		for _, arg := range order {
			missing := byArg[arg]
			names := "`" + missing[0].Name + "`"
			if n := len(missing) - 1; n > 0 {
				names += fmt.Sprintf(" and %d more", n)
			}
			f := &Finding{
				Message: "the version script exports " + names + ", which no source of the library defines: rust-lld refuses to link it, mold only warns",
				Help:    "take the name out of the script, or define it with `#[no_mangle]`",
			}
			for _, s := range missing {
				f.Related = append(f.Related, analysis.Step{Message: "`" + s.Name + "` is exported here", Place: s.Place})
			}
			p.reportArg(l, arg, f)
		}
	})
}
