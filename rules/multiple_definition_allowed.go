package rules

import (
	"regexp"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var multipleDefinitionAllowed = &Rule{
	ID:       "multiple-definition-allowed",
	Title:    "a link argument that lets two definitions of one symbol pass",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("multiple-definition-allowed"),
	Fix:      UnsafeFix,
	Run:      runMultipleDefinitionAllowed,
}

// mulDefs are the spellings of GNU ld, LLD and mold, and of Microsoft's linker.
var mulDefs = regexp.MustCompile(`--allow-multiple-definition\b|-z[,= ]*muldefs\b|(?i:^/FORCE(?::MULTIPLE)?$)`)

func runMultipleDefinitionAllowed(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		for _, arg := range l.Link.Args {
			if !mulDefs.MatchString(arg.Text) || forAnotherPlatform(p, l, arg) || arg.Via != "" {
				continue
			}
			f := &Finding{
				Message: shownArg(arg) + " makes the linker keep the first of two definitions and drop the other silently: where they differ, code of one library runs with functions and data of another",
				Help:    "take it away, and rename or remove one of the two that the linker then names",
			}
			if old := mulDefs.FindString(arg.Text); old[0] == '-' {
				f.Fixes = p.replaceArg(arg, old, "--no-allow-multiple-definition", "refuse a second definition")
			}
			p.reportArg(l, arg, f)
		}
	})
}
