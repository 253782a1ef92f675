package rules

import (
	"fmt"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

var staticTLS = &Rule{
	ID:       "static-tls",
	Title:    "static thread-local storage in a library that is loaded at run time",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("static-tls"),
	Built:    true,
	Run:      runStaticTLS,
}

// tlsReserve is what a program without thread-locals of its own leaves, in bytes: 1,700
// were opened and 1,728 refused. Measured: docs/measurements.md, glibc 2.36.
const tlsReserve = 1700

// allocator is a C allocator whose storage is static unless a feature is on.
type allocator struct {
	crates  []string // the package with the sources last
	feature string   // builds it for dlopen
	bytes   uint64   // what it puts into a library, 0 where that is little
	leaves  string   // what it leaves behind with the feature, "" for nothing
}

// A small cdylib with tikv-jemallocator 0.6 was measured to have 2,712 bytes; mimalloc's
// feature is from its manifest, and its storage was not measured.
var allocators = []allocator{
	{[]string{"tikv-jemallocator", "jemallocator", "tikv-jemalloc-sys", "jemalloc-sys"}, "disable_initial_exec_tls", 2600, "a destructor of a thread key"},
	{[]string{"mimalloc", "libmimalloc-sys"}, "local_dynamic_tls", 0, ""},
}

func runStaticTLS(p *Pass) {
	p.eachLibrary(func(l *analysis.Loading) {
		if isPreloaded(l) || unload.PlatformOf(targetOf(p.Result, l.Target)) != unload.LinuxGNU {
			return
		}
		used, by := allocatorOf(l)
		f := &Finding{Help: "compile C objects without `-ftls-model=initial-exec`, and Rust without `-Z tls-model`"}
		if used != nil {
			f.Place = analysis.Place{File: used.Package.Manifest, Span: used.Dep.Span}
			f.Related = []analysis.Step{{Message: "it is the global allocator here", Place: used.Place}}
			f.Help = "turn on the feature `" + by.feature + "` of `" + used.Dep.Package + "`, which is for libraries that are opened at run time"
			if by.leaves != "" {
				f.Help += ", and link with `-z nodelete`: it leaves " + by.leaves + " behind"
			}
		}
		switch b := p.built(l.Target); {
		case b != nil && b.Facts.StaticTLS:
			f.Message = p.shownFile(b) + " uses static thread-local storage (`DF_STATIC_TLS`) of " + tlsBytes(b.Facts.TLSSize)
			f.Severity = weighTLS(f, b.Facts.TLSSize)
			p.reportBuilt(l, b, f)
		case b == nil && used != nil && by.bytes > 0:
			f.Message = "`" + used.Dep.Package + "` is built with static thread-local storage of more than " + tlsBytes(by.bytes)
			f.Severity, f.Package, f.Evidence = weighTLS(f, by.bytes), used.Package, Evidence{Level: Declared}
			p.report(f)
		}
	})
}

// weighTLS begins the message with what becomes of a dlopen.
func weighTLS(f *Finding, size uint64) Severity {
	if size > tlsReserve {
		f.Message = "`dlopen` fails with \"cannot allocate memory in static TLS block\": " + f.Message + fmt.Sprintf(", which does not fit into the %s that glibc keeps in reserve", tlsBytes(tlsReserve))
		return Error
	}
	f.Message = "`dlopen` fails with \"cannot allocate memory in static TLS block\" once a small reserve is used up: " + f.Message
	return Warning
}

// tlsBytes writes a size as "2,712 bytes".
func tlsBytes(n uint64) string {
	if n < 1000 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d,%03d bytes", n/1000, n%1000)
}

// allocatorOf finds the library's global allocator where it is one of these without its
// feature; nil for none. Cargo builds a crate once, so the feature counts whoever asks
// for it.
func allocatorOf(l *analysis.Loading) (*analysis.Allocator, *allocator) {
	for i := range l.Allocators {
		for k := range allocators {
			used, by := &l.Allocators[i], &allocators[k]
			if slices.Contains(by.crates, used.Dep.Package) && !asked(l.Target.Package, by) && !asked(used.Package, by) {
				return used, by
			}
		}
	}
	return nil, nil
}

// asked reports whether what a package depends on has an allocator's feature turned on.
func asked(p *workspace.Package, by *allocator) bool {
	linked := []*workspace.Package{p}
	for i := 0; i < len(linked); i++ {
		for _, d := range linked[i].Deps {
			if slices.Contains(by.crates, d.Package) && d.Has(by.feature) {
				return true
			}
			if r := d.Resolved(); r != nil && !slices.Contains(linked, r) {
				linked = append(linked, r)
			}
		}
	}
	return false
}
