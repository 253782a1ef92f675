package rules

var staticWithDropInCdylib = &Rule{
	ID:       "static-with-drop-in-cdylib",
	Title:    "a static whose value is never dropped at an unload",
	Severity: Information,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("static-with-drop-in-cdylib"),
	unload:   &unloadPolicy{onlyUnloads: true, quietNever: true, windowsToo: true},
	Run:      runStaticWithDropInCdylib,
}

func runStaticWithDropInCdylib(p *Pass) {
	for _, s := range p.Result.Statics {
		p.left(&s.Spot, p.Rule.Severity,
			"each reload of "+library(&s.Spot)+" leaks what static `"+s.Name+"` owns: its value needs drop and is never dropped",
			"take the value out in a function that the host calls before the unload")
	}
}
