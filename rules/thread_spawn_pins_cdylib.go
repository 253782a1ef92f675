package rules

import "github.com/cdylib-ls/cdylib-ls/analysis"

var threadSpawnPinsCdylib = &Rule{
	ID:       "thread-spawn-pins-cdylib",
	Title:    "starting a std thread keeps the library mapped through the calling thread",
	Severity: Information,
	Category: Unload,
	Since:    "0.2.0",
	Doc:      page("thread-spawn-pins-cdylib"),
	Run:      runThreadSpawnPinsCdylib,
}

func runThreadSpawnPinsCdylib(p *Pass) {
	for _, t := range p.Result.Threads {
		// std's spawn hooks, a thread-local with a destructor, came with 1.85; a scope
		// registered one before.
		scope := t.Effect.Path == "std::thread::scope"
		if t.Effect.Kind != analysis.ThreadSpawn || !scope && before(p.compilerTo(), "1.85") {
			continue
		}
		if root := p.closedBy(&t.Spot); root != nil {
			p.leftAtClose(t, root)
			continue
		}
		since := "from Rust 1.85 on, "
		if scope {
			since = ""
		}
		after := ""
		if t.Fate == analysis.Joined {
			after = ", also after the join"
		}
		f := p.left(&t.Spot, p.Rule.Severity,
			"`"+t.Effect.What+"` registers a thread-local destructor on the calling thread"+after+": "+since+"glibc keeps "+library(&t.Spot)+
				" mapped after `dlclose` while that thread lives",
			"start the thread from a short-lived thread of the library that is joined, or from the host")
		f.judge = p.judgeThread(t)
	}
}
