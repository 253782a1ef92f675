package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var registrationNotInArtifact = &Rule{
	ID:       "registration-not-in-artifact",
	Title:    "a registration that the built library does not have",
	Severity: Error,
	Category: Registration,
	Since:    "0.1.0",
	Doc:      page("registration-not-in-artifact"),
	Built:    true,
	Run:      runRegistrationNotInArtifact,
}

func runRegistrationNotInArtifact(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		for _, r := range b.Slots.Absent {
			if p.explained(r) {
				continue
			}
			noun := RootNoun(r)
			p.reportBuilt(l, b, &Finding{
				Place:   r.Place,
				Message: "no init or fini slot of " + p.shownFile(b) + " runs " + noun + ", which `" + r.Registration + "` registers: it never runs",
				Help:    "look whether the build sets other features or cfgs than the check, or drops the section (linker script, `--gc-sections`, an archive member that nothing names)",
			})
		}
	})
}

// explained reports a registration that another rule says is dropped: that one is
// then confirmed.
func (p *Pass) explained(r *analysis.Root) bool {
	return slices.ContainsFunc(p.Result.Sectioned, func(s *analysis.SectionStatic) bool {
		dropped := s.Row != nil && (!s.Used && s.Kept == "" || !s.Row.Runs || p.deadWith(s.Row, &s.Spot) != "")
		return s.Place == r.Place && dropped
	}) || slices.ContainsFunc(p.Result.Unlinked, func(u *analysis.Unlinked) bool { return u.At == r.Place })
}
