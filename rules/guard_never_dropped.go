package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var guardNeverDropped = &Rule{
	ID:       "guard-never-dropped",
	Title:    "a flush guard that nothing drops: in a static, or forgotten",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("guard-never-dropped"),
	Run:      runGuardNeverDropped,
}

func runGuardNeverDropped(p *Pass) {
	for _, g := range p.Result.Guards {
		after := ""
		if g.Pins {
			after = p.either(", and its thread keeps "+library(&g.Spot)+" mapped after `dlclose` on glibc", ", and `FreeLibrary` unmaps "+library(&g.Spot)+" under its thread")
		}
		if g.Forgotten != nil {
			f := p.left(&g.Spot, Warning,
				"an exit or unload loses "+g.Loses+": a `"+g.Type+"` is forgotten, so that nothing drops it"+after,
				"keep it where the function that the host calls last can drop it: in the object that the host destroys, or a `Mutex<Option<"+g.Type+">>`")
			f.Related = append(f.Related, analysis.Step{Message: "it is forgotten here", Place: *g.Forgotten})
			continue
		}
		p.left(&g.Spot, Warning,
			"an exit or unload loses "+g.Loses+": `"+g.Name+"` holds a `"+g.Type+"` that nothing drops"+after,
			"keep it as `Mutex<Option<"+g.Type+">>` and `take` it in the function that the host calls last")
	}
}
