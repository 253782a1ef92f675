package rules

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

var osFloor = &Rule{
	ID:       "os-floor",
	Title:    "a library that needs a newer system than `min-macos` or `min-windows`",
	Severity: Warning,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("os-floor"),
	Built:    true,
	Run:      runOSFloor,
}

// systemFloor is a system whose oldest version the configuration can name.
type systemFloor struct {
	title, key string
	promised   func(*workspace.Settings) string
	help       string
}

var systemFloors = map[string]systemFloor{
	"macos": {"macOS", "min-macos", func(s *workspace.Settings) string { return s.MinMacOS },
		"build with `MACOSX_DEPLOYMENT_TARGET` set to that version, C code included, or raise `min-macos`"},
	"windows": {"Windows", "min-windows", func(s *workspace.Settings) string { return s.MinWindows },
		"build for `x86_64-win7-windows-msvc`, or with rustc 1.77 or older, look the function up with `GetProcAddress`, or raise `min-windows`"},
}

func runOSFloor(p *Pass) {
	p.eachFresh(func(l *analysis.Loading, b *evidence.Built) {
		floor, known := systemFloors[b.Facts.System.Name]
		if !known {
			return
		}
		set := settings(p.Result, l.Target.Package)
		promised := floor.promised(set)
		if promised == "" {
			return
		}
		needs := b.Facts.System.Needs(reachable(b.Facts, promised))
		if len(needs) == 0 {
			return
		}
		p.reportBuilt(l, b, &Finding{
			Place:   set.Places[floor.key],
			Message: fmt.Sprintf("loading %s fails on %s, which `%s` promises: %s", p.shownFile(b), floor.named(promised), floor.key, floor.reasons(needs)),
			Help:    floor.help,
		})
	})
}

// reachable is the oldest version, from the promised one on, that exists for the file's
// processor: Apple silicon came with macOS 11.
func reachable(f *artifact.Facts, promised string) string {
	const first = "11.0"
	if f.System.Name == "macos" && f.Machine == string(object.AArch64) && version.Compare(promised, first) < 0 {
		return first
	}
	return promised
}

// named is the system with a version as people write it.
func (f *systemFloor) named(version string) string {
	if f.key == "min-windows" {
		version = workspace.WindowsName(version)
	}
	return f.title + " " + version
}

// reasons says what asks for which version.
func (f *systemFloor) reasons(needs []artifact.Since) string {
	var functions []string
	header := ""
	for _, n := range needs {
		if n.Name == "" {
			header = "its header asks for " + f.named(n.Version)
			continue
		}
		functions = append(functions, n.Name+"` of "+f.named(n.Version))
	}
	if len(functions) == 0 {
		return header
	}
	shown := functions[:min(len(functions), 4)]
	text := "it imports `" + shown[0]
	for _, f := range shown[1:] {
		text += ", `" + f
	}
	if n := len(functions) - len(shown); n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	if header != "" {
		text += ", and " + header
	}
	return text
}
