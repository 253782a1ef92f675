package rules

import (
	"path/filepath"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
)

var hostBackEdge = &Rule{
	ID:       "host-back-edge",
	Title:    "a plugin that needs its own host",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("host-back-edge"),
	Built:    true,
	Run:      runHostBackEdge,
}

func runHostBackEdge(p *Pass) {
	p.eachBuilt(func(l *analysis.Loading, b *evidence.Built) {
		if b.Facts.Link == nil {
			return // on macOS and Windows linking with the host is usual
		}
		for _, n := range b.Facts.Needed {
			name := filepath.Base(n)
			f := &Finding{Place: p.needed(l, n), Help: "leave its symbols undefined: the host has them when it loads the library"}
			switch {
			case l.Host.Owns(name):
				f.Message = p.shownFile(b) + " needs `" + n + "`, which is " + l.Host.Name + " itself: where the host has it linked in statically a second copy is loaded, and where that version is not installed `dlopen` fails"
			case b.Facts.Program(name):
				f.Message = p.shownFile(b) + " needs `" + n + "`, which is a program by its name: glibc refuses to load programs as libraries, so `dlopen` fails"
			default:
				continue
			}
			p.reportBuilt(l, b, f)
		}
	})
}
