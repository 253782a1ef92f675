package rules

var guardNeverDropped = &Rule{
	ID:       "guard-never-dropped",
	Title:    "a flush guard in a static, which nothing drops",
	Severity: Warning,
	Category: Unload,
	Since:    "0.4.0",
	Doc:      page("guard-never-dropped"),
	Run:      runGuardNeverDropped,
}

func runGuardNeverDropped(p *Pass) {
	for _, g := range p.Result.Guards {
		after := ""
		if g.Pins {
			after = ", and its thread keeps " + library(&g.Spot) + " mapped after `dlclose` on glibc"
		}
		p.left(&g.Spot, Warning,
			"`"+g.Name+"` holds a `"+g.Type+"` that nothing drops: an exit or unload loses "+g.Loses+after,
			"keep it as `Mutex<Option<"+g.Type+">>` and `take` it in the function that the host calls last")
	}
}
