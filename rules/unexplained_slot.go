package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var unexplainedSlot = &Rule{
	ID:       "unexplained-slot",
	Title:    "code that runs at load or unload and that no source registers",
	Severity: Information,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("unexplained-slot"),
	Built:    true,
	Run:      runUnexplainedSlot,
}

func runUnexplainedSlot(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		if len(l.Link.InitFini) > 0 {
			return // linker-init-option tells of it
		}
		for _, s := range b.Slots.Unexplained {
			if strings.HasPrefix(s.Slot, "__mod_term_func") {
				continue // dyld of macOS 12 and later does not call it
			}
			when := "when the library is loaded"
			if slices.ContainsFunc(b.Facts.Unload, func(o artifact.SlotFacts) bool { return o.Slot == s.Slot }) && !slices.ContainsFunc(b.Facts.Load, func(o artifact.SlotFacts) bool { return o.Slot == s.Slot }) {
				when = "when the library is unloaded"
			}
			from := ""
			if at := b.Slots.Places[s]; at != "" {
				from = " (" + p.near(at) + ")"
			}
			p.reportBuilt(l, b, &Finding{
				Message: "`" + s.Slot + "` of " + p.shownFile(b) + " runs `" + s.Name + "`" + from + " " + when + ", and no source of the workspace registers it" + does(s),
				Help:    "find out which dependency, C object or linker option brings it, and whether the host can bear it",
			})
		}
	})
}

// does lists what a slot reaches, in words.
func does(s *artifact.SlotFacts) string {
	var what []string
	for _, k := range []struct {
		kind artifact.Kind
		verb string
	}{
		{artifact.Stdio, "prints"}, {artifact.Panic, "may panic"}, {artifact.Spawn, "starts a thread"}, {artifact.Join, "waits for a thread"},
		{artifact.TLSDestructor, "registers a thread-local's destructor"}, {artifact.ExitCallback, "registers an exit callback"},
		{artifact.Signal, "installs a signal handler"}, {artifact.Environment, "changes the environment"}, {artifact.Process, "starts a process"},
		{artifact.LoadLibrary, "loads a library"}, {artifact.Exit, "may end the process"},
	} {
		if s.Uses(k.kind) {
			what = append(what, k.verb)
		}
	}
	if len(what) == 0 {
		return ""
	}
	return "; as far as its code shows it " + strings.Join(what, ", ")
}
