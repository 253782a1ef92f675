package rules

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var currentThreadDangles = &Rule{
	ID:       "current-thread-dangles",
	Title:    "std's current-thread handle used on threads of the host",
	Severity: Warning,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("current-thread-dangles"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{crashes: true},
	Run:      runCurrentThreadDangles,
}

func runCurrentThreadDangles(p *Pass) {
	for _, c := range p.Result.Currents {
		if p.musl(&c.Spot) || !c.LeavesKey(p.compilerTo()) {
			continue
		}
		what := "`" + c.Effect.What + "`"
		if c.Masked && p.pinsByTLS(c.Libraries) {
			f := p.left(&c.Spot, Information,
				"only something else keeps "+library(&c.Spot)+" mapped on glibc: "+what+" leaves a pthread-key destructor in it on the calling thread, and a thread-local or thread that is used before `"+c.In+
					"` gets there holds the library while that thread lives",
				"do not rely on it: use an id of your own, or `libc::pthread_self`")
			f.Cause, f.verify = c.Effect.What, p.verifyCurrent(c)
			continue
		}
		f := p.left(&c.Spot, p.Rule.Severity,
			"a host thread that ends after the unload crashes: "+what+" leaves a pthread-key destructor in "+library(&c.Spot)+" on the calling thread, from Rust 1.83 on and on any thread but the main one, and each reload leaks a key",
			"use an id of your own, or `libc::pthread_self`; or link with `-z nodelete`")
		f.Cause, f.verify = c.Effect.What, p.verifyCurrent(c)
	}
}

// pinsByTLS reports whether a TLS destructor keeps all of the libraries mapped.
func (p *Pass) pinsByTLS(libraries []*workspace.Target) bool {
	return !p.onWindows() && !slices.ContainsFunc(libraries, func(t *workspace.Target) bool {
		l := p.Result.Loading(t)
		return l != nil && !l.PinsByTLS()
	})
}
