package rules

import (
	"errors"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

var damagedELF = &Rule{
	ID:       "damaged-elf",
	Title:    "a built library whose tables contradict each other",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("damaged-elf"),
	Built:    true,
	Run:      runDamagedELF,
}

func runDamagedELF(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		b := p.evidence.Of(l.Target).Shipped
		if b == nil || !b.Fresh {
			return
		}
		var damage []string
		switch {
		case b.Facts != nil:
			damage = b.Facts.Damage
		case errors.Is(b.Problem, elf.ErrDamaged):
			damage = []string{b.Problem.Error()}
		}
		if len(damage) == 0 {
			return
		}
		p.reportBuilt(l, b, &Finding{
			Message: p.shownFile(b) + " is damaged: " + strings.Join(damage, "; ") + ": loaders refuse it, or crash on it",
			Help:    "build it again, and look at what rewrites it afterwards (patchelf, chrpath, strip)",
		})
	})
}
