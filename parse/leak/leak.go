// Package leak tells tests of goroutines that do not end.
package leak

import (
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

// maxLooks bounds how often the count is looked at.
const maxLooks = 30_000

// Check fails where more goroutines than before remain. Those that have nothing left to
// do end by themselves, which is waited for by a number of looks.
func Check(t testing.TB, before int) {
	t.Helper()
	for range maxLooks {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	var stacks strings.Builder
	_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
	t.Errorf("%d goroutines do not end, %d were there before:\n%s", runtime.NumGoroutine()-before, before, stacks.String())
}
