package rules

var exitCleanupRace = &Rule{
	ID:       "exit-cleanup-race",
	Title:    "a thread that still uses a library whose exit callback frees its state",
	Severity: Warning,
	Category: LifeOutsideMain,
	Since:    "0.1.0",
	Doc:      page("exit-cleanup-race"),
	Run:      runExitCleanupRace,
}

func runExitCleanupRace(p *Pass) {
	for _, t := range p.Result.Threads {
		if t.Cleaned == nil {
			continue
		}
		sev, note := Warning, t.Cleaned.Note
		if t.Cleaned.Unlikely != "" {
			sev, note = Information, note+", "+t.Cleaned.Unlikely
		}
		p.report(&Finding{
			Severity: sev, Place: t.Place, Package: t.Package, Evidence: Evidence{Level: Declared}, Related: t.Through,
			Message: "the host can crash when it exits: the thread that `" + t.Effect.What + "` starts uses `" + t.Cleaned.What + "`, nothing joins it, and at exit " + note,
			Help:    "tell the thread to stop and join it in a function that the host calls before it exits",
		})
	}
}
