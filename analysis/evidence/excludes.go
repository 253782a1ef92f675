package evidence

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// needs is what machine code must reach to leave something of a kind behind.
var needs = map[unload.Kind]artifact.Kind{
	unload.RunningThread: artifact.Spawn, unload.Runtime: artifact.Spawn, unload.RawThread: artifact.Spawn, unload.LateThread: artifact.Spawn,
	unload.SignalHandler: artifact.Signal, unload.ExitCallback: artifact.ExitCallback,
	unload.CurrentThread: artifact.ThreadKey, unload.ThreadKey: artifact.ThreadKey,
	unload.ThreadLocal: artifact.TLSDestructor, unload.ThreadStart: artifact.TLSDestructor,
}

// Excludes reports that nothing in a built library's code can leave something of a
// kind behind: neither what the host can call nor a slot gets there.
func Excludes(f *artifact.Facts, kind unload.Kind) bool {
	need, known := needs[kind]
	return known && f.Analysed && !f.Used.Uses(need) && !slices.ContainsFunc(f.Unload, func(s artifact.SlotFacts) bool { return s.Uses(need) })
}
