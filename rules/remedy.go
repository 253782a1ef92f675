package rules

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// A remedy must fit the host: nobody calls functions of a preloaded library by an
// agreement, and a library that is reloaded on purpose must not be pinned.

// misfits are parts of help texts with what stands for them where they do not fit.
var misfits = []struct {
	fits         func(*analysis.Loading) bool // the libraries for which the part is wrong
	part, better string
}{
	{isPreloaded, "do it on first use or in a function that the host calls", "do it on first use, in the functions that the library replaces"},
	{isPreloaded, "in a shutdown function that the host calls", "in none of the library's clean-up: the program may be past its own"},
	{isPreloaded, "from a shutdown function that the host calls", "before the program's exit"},
	{isPreloaded, "from a function that the host calls", "on first use, in a function that the library replaces"},
	{isPreloaded, "in functions that the host calls", "on first use, in functions that the library replaces"},
	{isPreloaded, "in a function that the host calls", "on first use, in a function that the library replaces"},
	{reloads, "; or link with `-z nodelete`", ""},
	{onWindows, "; or link with `-z nodelete`", ""},
	{onWindows, "; link with `-z nodelete` if the library is never meant to go", ""},
	{onWindows, "call `pthread_join`", "wait for it"},
	{onWindows, "use `libc::write` and ignore its result", "use `OutputDebugStringW`"},
}

// reloads reports a library whose host unloads it in order to load it again.
func reloads(l *analysis.Loading) bool { return l.Host != nil && l.Host.Reloads }

func onWindows(l *analysis.Loading) bool {
	return unload.PlatformOf(l.Target.Package.Target) == unload.Windows
}

// fitting is a help text without what does not fit any of the libraries.
func (d *driver) fitting(help string, libraries []*workspace.Target) string {
	loaded := func(yes func(*analysis.Loading) bool) bool {
		any := false
		return !slices.ContainsFunc(libraries, func(t *workspace.Target) bool {
			l := d.res.Loading(t)
			any = any || l != nil
			return l != nil && !yes(l)
		}) && any
	}
	for _, m := range misfits {
		if strings.Contains(help, m.part) && loaded(m.fits) {
			help = strings.ReplaceAll(help, m.part, m.better)
		}
	}
	return help
}
