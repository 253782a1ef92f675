package rules

import (
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// TestLighter tells leftovers that harm little in some hosts from those that always do.
func TestLighter(t *testing.T) {
	tests := []struct {
		name    string
		harm    harm
		host    hostKind
		final   bool
		on      unload.Platform
		lighter bool
	}{
		{"a pin, host unknown", harm{pins: true}, hostUnknown, false, unload.LinuxGNU, false},
		{"a pin in a host that unloads as it ends", harm{pins: true}, hostUnloads, true, unload.LinuxGNU, true},
		{"a pin in a host that unloads", harm{pins: true}, hostUnloads, false, unload.LinuxGNU, false},
		{"a runtime in a static, host unknown", harm{pins: true, lasting: true}, hostUnknown, false, unload.LinuxGNU, true},
		{"a runtime in a static, host unloads", harm{pins: true, lasting: true}, hostUnloads, false, unload.LinuxGNU, false},
		{"a runtime in a static on Windows", harm{pins: true, lasting: true}, hostUnknown, false, unload.Windows, false},
		{"what crashes, in a host that unloads as it ends", harm{}, hostUnloads, true, unload.LinuxGNU, false},
	}
	for _, tt := range tests {
		if got := tt.harm.lighter(tt.host, tt.final, tt.on); (got != "") != tt.lighter {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

// TestLessInDemos: code of a demonstration alone, not what a shipped library links too.
func TestLessInDemos(t *testing.T) {
	at := func(path string) *workspace.Target { return &workspace.Target{Path: path} }
	tests := []struct {
		file string
		libs []*workspace.Target
		want Severity
	}{
		{"/w/examples/a.rs", []*workspace.Target{at("/w/examples/a.rs")}, Warning},
		{"/w/tests/plugin/src/lib.rs", []*workspace.Target{at("/w/tests/plugin/src/lib.rs")}, Warning},
		{"/w/src/lib.rs", []*workspace.Target{at("/w/examples/a.rs")}, Error}, // the framework itself
		{"/w/tests/support/a.rs", []*workspace.Target{at("/w/examples/a.rs"), at("/w/src/lib.rs")}, Error},
		{"/w/examples.rs", []*workspace.Target{at("/w/examples.rs")}, Error},
	}
	for _, tt := range tests {
		w := newWorld()
		f := &Finding{Severity: Error, Place: analysis.Place{File: tt.file}, targets: tt.libs}
		f.weighs(panicInCtor)
		newDriver(w.res, Config{}).lessInDemos(f, panicInCtor)
		if f.Severity != tt.want || (tt.want == Error) != (len(f.Weights) == 1) {
			t.Errorf("%s: %s, %v", tt.file, f.Severity, f.Weights)
		}
	}
}
