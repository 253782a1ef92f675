package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
)

var undefinedSymbol = &Rule{
	ID:       "undefined-symbol",
	Title:    "a symbol that neither the needed libraries nor the host define",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("undefined-symbol"),
	Built:    true,
	Run:      runUndefinedSymbol,
}

// manyUndefined is how many symbols are told one by one: beyond it the host is
// likely to export them, and one finding says so.
const manyUndefined = 8

func runUndefinedSymbol(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		if b.Facts.Link == nil || len(b.Facts.Link.Missing) > 0 || len(b.Facts.Damage) > 0 {
			return // what is needed is not known, or what it defines
		}
		missing := slices.DeleteFunc(slices.Clone(b.Facts.Link.Unresolved), func(u artifact.Unresolved) bool { return p.fromHost(l, u.Name) })
		if len(missing) > manyUndefined {
			names := make([]string, len(missing))
			for i, u := range missing {
				names[i] = u.Name
			}
			p.reportBuilt(l, b, &Finding{
				Message: p.shownFile(b) + " leaves " + listed(names, 4) + " undefined: no needed library has them, so " + refused(b) + " unless the host exports them",
				Help:    "name what the host exports under `host-symbols`, or link the library that defines them",
			})
			return
		}
		for _, u := range missing {
			p.reportUndefined(l, b, u)
		}
	})
}

func (p *Pass) reportUndefined(l *analysis.Loading, b *evidence.Built, u artifact.Unresolved) {
	f := &Finding{
		Place:   p.usedAs(l, u.Name),
		Message: "`" + u.Name + "` is undefined in " + p.shownFile(b) + " and no needed library has it: " + refused(b) + " unless the host exports it, also where it is never called",
		Help:    "name it under `host-symbols` if the host exports it, else link the library that defines it",
	}
	table, err := hosts.Load()
	switch {
	case err == nil && table.NoProcess(u.Name):
		f.Severity = Error
		f.Message = refused(b) + ": `" + u.Name + "` is undefined in " + p.shownFile(b) + ", and no host and no needed library has it"
		f.Help = "build `core` with the crate (`-Z build-std=core,alloc`), or define an empty `extern \"C\" fn " + u.Name + "`"
	case u.Other != "":
		f.Severity = Error
		f.Message = "`" + u.Name + "` is asked for as `" + u.Version + "` by " + p.shownFile(b) + ", and the needed libraries have it as `" + u.Other + "` only: `dlopen` fails"
		f.Help = "build against the version that is installed where it is loaded"
	case l.Host.Sure() && len(l.Host.Symbols) > 0:
		f.Severity = Error
		f.Message = "`" + u.Name + "` is undefined in " + p.shownFile(b) + ", no needed library has it, and " + l.Host.Name + " is not known to export it: " + refused(b) + ", also where it is never called"
	}
	var details []string
	if through := b.Facts.Used.Importer(u.Name); through != nil {
		details = append(details, chain("", append(through, u.Name)))
	}
	p.reportBuilt(l, b, f, details...)
}

// refused says which dlopen fails over an undefined symbol.
func refused(b *evidence.Built) string {
	if b.Facts.BindNow {
		return "`dlopen` fails"
	}
	return "`dlopen` with `RTLD_NOW` fails"
}

// fromHost reports a symbol that the host exports, by its profile or by the
// configuration.
func (p *Pass) fromHost(l *analysis.Loading, symbol string) bool {
	if table, err := hosts.Load(); l.Host.Provides(symbol) || err == nil && table.EveryProcess(symbol) {
		return true
	}
	return slices.ContainsFunc(settings(p.Result, l.Target.Package).HostSymbols, func(pattern string) bool {
		return hosts.Matches(pattern, symbol)
	})
}
