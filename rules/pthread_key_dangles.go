package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

var pthreadKeyDangles = &Rule{
	ID:       "pthread-key-dangles",
	Title:    "a pthread key whose destructor stays behind",
	Severity: Error,
	Category: Unload,
	Since:    "0.1.0",
	Doc:      page("pthread-key-dangles"),
	Fix:      UnsafeFix,
	unload:   &unloadPolicy{crashes: true},
	Run:      runPthreadKeyDangles,
}

func runPthreadKeyDangles(p *Pass) {
	for _, c := range p.Result.Callbacks {
		if c.Leaves() == unload.ThreadKey {
			f := p.left(&c.Spot, p.Rule.Severity,
				"a thread that set the key and ends after `dlclose` jumps into unmapped code: `"+c.Effect.What+"` makes it with a destructor in "+library(&c.Spot)+", and no unload path deletes it",
				"call `pthread_key_delete` in a destructor or in a function that the host calls before the unload", p.deleteKeyFix(c)...)
			f.Cause, f.verify = c.Effect.What, p.verifyCallback(c, artifact.ThreadKey)
		}
	}
	p.shownAlone(unload.ThreadKey)
}
