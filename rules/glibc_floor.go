package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

var glibcFloor = &Rule{
	ID:       "glibc-floor",
	Title:    "a library that needs a newer glibc than `min-glibc`",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("glibc-floor"),
	Built:    true,
	Run:      runGlibcFloor,
}

func runGlibcFloor(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		set := settings(p.Result, l.Target.Package)
		if set.MinGlibc == "" {
			return
		}
		var symbols []string
		newest := ""
		for _, n := range b.Facts.Needs {
			if _, ok := elf.Glibc(n.Version); !ok || elf.CompareVersions(n.Version, "GLIBC_"+set.MinGlibc) <= 0 {
				continue
			}
			if newest == "" || elf.CompareVersions(n.Version, newest) > 0 {
				newest = n.Version
			}
			for _, s := range n.Symbols {
				symbols = append(symbols, s+"@"+n.Version)
			}
		}
		if newest == "" {
			return
		}
		slices.SortFunc(symbols, newestFirst)
		version, _ := elf.Glibc(newest)
		f := &Finding{
			Message: fmt.Sprintf("%s needs glibc %s, but `min-glibc` is %s: a system with that one refuses to load it, because of %s", p.shownFile(b), version, set.MinGlibc, listed(symbols, 4)),
			Help:    "build against an older glibc (in a container, or with `cargo zigbuild`), or raise `min-glibc`",
		}
		if at, ok := set.Places["min-glibc"]; ok {
			f.Place = at
		}
		p.reportBuilt(l, b, f, pulledIn(&b.Facts.Used, symbols)...)
	})
}

// newestFirst orders symbols with their versions, "stat64@GLIBC_2.33".
func newestFirst(a, b string) int {
	nameA, versionA, _ := strings.Cut(a, "@")
	nameB, versionB, _ := strings.Cut(b, "@")
	return cmp.Or(elf.CompareVersions(versionB, versionA), strings.Compare(nameA, nameB))
}

// pulledIn says for each symbol by which functions it gets into the library, as far
// as what slots and exports reach shows it.
func pulledIn(used *artifact.Reached, symbols []string) []string {
	var out []string
	for _, s := range symbols {
		name, _, _ := strings.Cut(s, "@")
		if through := used.Importer(name); through != nil {
			out = append(out, chain("", append(through, name)))
		}
	}
	return out
}

// listed joins the first names of a list and counts the others.
func listed(names []string, most int) string {
	shown := names[:min(len(names), most)]
	out := "`" + strings.Join(shown, "`, `") + "`"
	if n := len(names) - len(shown); n > 0 {
		out += fmt.Sprintf(" and %d more", n)
	}
	return out
}
