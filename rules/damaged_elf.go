package rules

import (
	"errors"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
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
		t := p.evidence.Of(l.Target)
		p.damaged(l, t.Shipped)
		for _, platform := range unload.Platforms {
			p.damaged(l, t.Elsewhere[platform])
		}
	})
}

// damaged reports a library of any format, nil for none.
func (p *Pass) damaged(l *analysis.Loading, b *evidence.Built) {
	if b == nil || !b.Fresh {
		return
	}
	var damage []string
	format := object.ELF
	switch {
	case b.Facts != nil:
		damage, format = b.Facts.Damage, b.Facts.Format
	case errors.Is(b.Problem, object.ErrDamaged):
		damage = []string{b.Problem.Error()}
	}
	if len(damage) == 0 {
		return
	}
	p.reportBuilt(l, b, &Finding{
		Message: p.shownFile(b) + " is damaged: " + strings.Join(damage, "; ") + ": loaders refuse it, or crash on it",
		Help:    "build it again, and look at what rewrites it afterwards (" + rewriters[format] + ")",
	})
}

// rewriters are what people change built libraries with, by format.
var rewriters = map[object.Format]string{
	object.ELF: "patchelf, chrpath, strip", object.PE: "signing, packing, strip", object.MachO: "install_name_tool, strip, codesign",
}
