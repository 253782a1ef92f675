package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var threadSpawnPinsCdylib = &Rule{
	ID:       "thread-spawn-pins-cdylib",
	Title:    "starting a std thread keeps the library mapped through the calling thread",
	Severity: Information,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("thread-spawn-pins-cdylib"),
	unload:   &unloadPolicy{tls: true, onlyUnloads: true, quietNever: true},
	Run:      runThreadSpawnPinsCdylib,
}

func runThreadSpawnPinsCdylib(p *Pass) {
	for _, t := range p.Result.Threads {
		if !t.PinsCaller(p.compilerTo()) || p.Result.ClosedBy(&t.Spot) != nil {
			continue
		}
		scope := t.Effect.Path == "std::thread::scope"
		since := ", from Rust 1.85 on"
		if scope {
			since = ""
		}
		after := ""
		if t.Escape == analysis.Joined {
			after = ", also after the join"
		}
		f := p.left(&t.Spot, p.Rule.Severity,
			"glibc keeps "+library(&t.Spot)+" mapped after `dlclose` while the calling thread lives: `"+t.Effect.What+"` registers a thread-local destructor on it"+after+since,
			"start the thread from a short-lived thread of the library that is joined, or from the host")
		f.Cause, f.verify = t.Effect.What, p.verifyThread(t)
	}
}
