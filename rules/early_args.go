package rules

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var earlyArgs = &Rule{
	ID:       "early-args",
	Title:    "arguments read by a constructor that runs before std stores them",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("early-args"),
	Run:      runEarlyArgs,
}

func runEarlyArgs(p *Pass) {
	keep := func(_ *analysis.Reach, path *analysis.RootPath) bool { return runsBeforeStdArgs(p.Result, path.Root) }
	p.each([]analysis.EffectKind{analysis.EnvArgs}, keep, func(r *reached) {
		f := r.report(p, p.Rule.Severity, fmt.Sprintf(
			"%s is empty %s: priority %d runs before std's own `.init_array.00099`, which stores the arguments on linux-gnu",
			r.what(), r.scene(), r.first().Root.Priority),
			"use a priority of 100 or more, or read the arguments later")
		f.verify = func(b *evidence.Built) proof { return verifyOrder(r, b) }
	})
}

// verifyOrder compares the place of the root's slot with that of std's own.
func verifyOrder(r *reached, b *evidence.Built) proof {
	std := ""
	for i := len(b.Facts.Load) - 1; i >= 0; i-- {
		slot := &b.Facts.Load[i]
		if slot.Toolchain == "std" {
			std = slot.Slot
			continue
		}
		for _, root := range r.roots() {
			for _, m := range b.Slots.Of(root) {
				switch {
				case m.Slot != slot || m.Counted:
				case std == "":
					return proof{level: Refuted, seen: "`" + slot.Slot + "` runs it, after std's own"}
				default:
					return proof{level: Confirmed, seen: "`" + slot.Slot + "` runs it before std's own `" + std + "`", through: []string{slot.Name}}
				}
			}
		}
	}
	return proof{}
}
