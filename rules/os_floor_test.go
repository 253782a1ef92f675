package rules

import (
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
)

// A version that never ran on a processor is promised to nobody.
func TestReachableVersion(t *testing.T) {
	for _, c := range []struct{ system, machine, promised, want string }{
		{"macos", "aarch64", "10.9", "11.0"},
		{"macos", "aarch64", "12.3", "12.3"},
		{"macos", "x86_64", "10.9", "10.9"},
		{"windows", "aarch64", "6.1", "6.1"},
	} {
		f := &artifact.Facts{Machine: c.machine, System: artifact.System{Name: c.system}}
		if got := reachable(f, c.promised); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}
