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
	Since:    "0.2.0",
	Doc:      page("current-thread-dangles"),
	Fix:      "unsafe",
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
				what+" leaves a destructor in "+library(&c.Spot)+" on the calling thread; a thread-local or thread that is used before `"+c.In+
					"` gets there keeps the library mapped while that thread lives, so it does not dangle on glibc",
				"do not rely on it: use an id of your own, or `libc::pthread_self`")
			f.Cause, f.judge = c.Effect.What, p.judgeCurrent(c)
			continue
		}
		f := p.left(&c.Spot, p.Rule.Severity,
			what+" leaves a pthread-key destructor in "+library(&c.Spot)+" on the calling thread: from Rust 1.83 on, a host thread (any but the main one) that ends after `dlclose` jumps into unmapped code, and each reload leaks a key",
			"use an id of your own, or `libc::pthread_self`; or link with `-z nodelete`")
		f.Cause, f.judge = c.Effect.What, p.judgeCurrent(c)
	}
}

// pinsByTLS reports whether a TLS destructor keeps all of the libraries mapped.
func (p *Pass) pinsByTLS(libraries []*workspace.Target) bool {
	return !slices.ContainsFunc(libraries, func(t *workspace.Target) bool {
		l := p.Result.Loading(t)
		return l != nil && !l.PinsByTLS()
	})
}
