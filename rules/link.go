package rules

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
)

// eachLibrary calls f with what is known of every library that can be unloaded.
func (p *Pass) eachLibrary(f func(*analysis.Loading)) {
	for _, tr := range p.Result.Targets {
		if tr.Loading != nil {
			f(tr.Loading)
		}
	}
}

// inEveryLibrary reports whether something holds for every library that links the
// root. Without a library nothing holds.
func (p *Pass) inEveryLibrary(root *analysis.Root, holds func(*analysis.Loading) bool) bool {
	any := false
	for _, t := range root.Linked {
		if l := p.Result.Loading(t); l != nil {
			if !holds(l) {
				return false
			}
			any = true
		}
	}
	return any
}

// isPreloaded reports whether the library is part of the program from its start.
func isPreloaded(l *analysis.Loading) bool { return l.Host.Sure() && l.Host.Preloaded }

// staysLoaded reports whether nothing ever unmaps the library.
func (p *Pass) staysLoaded(l *analysis.Loading) bool {
	m, _, _ := p.mitigationOf(l)
	return isPreloaded(l) || l.NeverUnloads() || m == staysMapped
}

// reportArg files a finding at a link argument. One argument of a configuration
// speaks for all packages: the message must not name one, so that they merge.
func (p *Pass) reportArg(l *analysis.Loading, arg *linkargs.Arg, f *Finding) {
	f.Place, f.Package = arg.Place, l.Target.Package
	if f.Severity == Off {
		f.Severity = p.Rule.Severity
	}
	f.Evidence.Level = Declared
	p.report(f)
}

// shownArg is an argument as a message shows it.
func shownArg(arg *linkargs.Arg) string {
	if arg.Via != "" {
		return "`" + arg.Via + "` passes `" + arg.Text + "`, which"
	}
	return "`" + arg.Text + "`"
}

// replaceArg offers to write another argument in the place of one, where it
// stands in the user's own file as it is.
func (p *Pass) replaceArg(arg *linkargs.Arg, old, text, title string) []Fix {
	if arg.Via != "" {
		return nil
	}
	span := arg.Place.Span
	if doc := p.document(arg.Place.File); doc != nil {
		i := strings.Index(string(doc[span.Start:min(span.End, len(doc))]), old)
		if i < 0 {
			return nil
		}
		span.Start += i
		span.End = span.Start + len(old)
	} else if arg.Text != old {
		return nil
	}
	return []Fix{{Title: title, Edits: []Edit{{File: arg.Place.File, Span: span, Text: text}}}}
}

// document is the text of a manifest or configuration file, nil for others.
func (p *Pass) document(file string) []byte {
	if !strings.HasSuffix(file, ".toml") && !strings.HasSuffix(file, "config") {
		return nil
	}
	if d := p.Result.Workspace.Document(file); d != nil {
		return d.Source
	}
	return nil
}
