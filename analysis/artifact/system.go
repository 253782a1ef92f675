package artifact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/macho"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/parse/pe"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// System is what a library asks of the Windows or macOS that loads it. Versions are
// numbers with dots: "6.1" is Windows 7, "10.0.14393" Windows 10 1607.
type System struct {
	Name    string // "windows", "macos", "ios", …; "" for ELF files
	Minimum string // what the headers say, "" where they say nothing
	// Newer are imports that not every version offers, the newest first.
	Newer []Since
}

// Since is a function of Windows with the version that offers it first.
type Since struct {
	Name    string // "ProcessPrng"
	Version string // "10.0"
}

// Needs lists what keeps the library from loading on a version of the system: functions, and "" for
// the header, the newest first.
func (s *System) Needs(on string) []Since {
	var out []Since
	for _, n := range append(slices.Clone(s.Newer), Since{"", s.Minimum}) {
		if n.Version != "" && version.Compare(n.Version, on) > 0 {
			out = append(out, n)
		}
	}
	return out
}

// Oldest is the oldest version that loads the library, as far as headers and the known
// functions tell; "" where nothing does.
func (s *System) Oldest() string {
	if len(s.Newer) > 0 && version.Compare(s.Newer[0].Version, s.Minimum) > 0 {
		return s.Newer[0].Version
	}
	return s.Minimum
}

// The versions of Windows that functions came with, by the "minimum supported client" of
// their pages in MicrosoftDocs/sdk-api. Three things differ: std of rustc 1.78 and later
// imports ProcessPrng, WaitOnAddress and GetSystemTimePreciseAsFileTime, since Rust's
// Windows targets need Windows 10 from then on (rust-lang/rust#121337), and the page of
// ProcessPrng names no version: Windows 7 and Server 2008 R2 refuse libraries that import
// it (helix-editor/helix#11641, getsentry/sentry-cli#2211).
var windowsSince = map[string]string{
	"CreateDXGIFactory2":             "6.3",
	"GetCurrentThreadStackLimits":    "6.2",
	"GetDpiForMonitor":               "6.3",
	"GetDpiForWindow":                "10.0.14393",
	"GetSystemTimePreciseAsFileTime": "6.2",
	"GetTempPath2W":                  "10.0.20348",
	"IsWow64Process2":                "10.0.10586",
	"PrefetchVirtualMemory":          "6.2",
	"ProcessPrng":                    "10.0",
	"RoInitialize":                   "6.2",
	"SetProcessDpiAwarenessContext":  "10.0.15063",
	"SetThreadDescription":           "10.0.14393",
	"VirtualAlloc2":                  "10.0",
	"WaitOnAddress":                  "6.2",
	"WakeByAddressAll":               "6.2",
	"WakeByAddressSingle":            "6.2",
}

// System tells what the library asks of the system.
func (l *Library) System() System {
	switch f := l.Image.(type) {
	case *pe.File:
		out := System{Name: "windows", Minimum: f.Subsystem.String()}
		seen := map[string]bool{}
		for _, imp := range f.Imports() {
			// What is looked up at its first use keeps no library from loading.
			if v := windowsSince[imp.Name]; v != "" && !imp.Delayed && !seen[imp.Name] {
				seen[imp.Name] = true
				out.Newer = append(out.Newer, Since{imp.Name, v})
			}
		}
		slices.SortFunc(out.Newer, func(a, b Since) int {
			return cmp.Or(version.Compare(b.Version, a.Version), strings.Compare(a.Name, b.Name))
		})
		return out
	case *macho.File:
		if len(f.Platforms) > 0 { // one of two at most, for Catalyst
			return System{Name: f.Platforms[0].Name, Minimum: f.Platforms[0].Minimum}
		}
	}
	return System{}
}

// Signature is the code signature of one part of a Mach-O file.
type Signature struct {
	Machine object.Machine
	macho.Signature
}

// signatures reads the code signatures of all parts of a Mach-O file.
func (l *Library) signatures() []Signature {
	f, ok := l.Image.(*macho.File)
	if !ok {
		return nil
	}
	out := []Signature{{f.Machine(), f.Signature()}}
	for _, m := range f.Others {
		if other, err := macho.Open(f.Path, m); err == nil {
			out = append(out, Signature{m, other.Signature()})
			other.Close()
		}
	}
	return out
}
