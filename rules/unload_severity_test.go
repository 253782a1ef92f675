package rules

import (
	"slices"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// severityRow is what a rule's finding of its own severity weighs in the columns.
type severityRow struct {
	rule string
	base Severity
	want [8]Severity
}

// dangles as Pass.left has it for rules that leave something behind.
func (r severityRow) dangles() bool {
	return r.base >= Warning && ByID(r.rule).unload != nil && ByID(r.rule).unload.crashes
}

// TestUnloadSeverity is the table, written out: a column is a host on glibc
// without mitigation, unless its head says otherwise.
func TestUnloadSeverity(t *testing.T) {
	const o, h, i, w, e = Off, Hint, Information, Warning, Error
	type column struct {
		host hostKind
		m    mitigation
		on   unload.Platform
	}
	columns := []column{
		{hostUnknown, noMitigation, unload.LinuxGNU}, {hostStays, noMitigation, unload.LinuxGNU}, {hostUnloads, noMitigation, unload.LinuxGNU},
		{hostUnloads, staysMapped, unload.LinuxGNU}, {hostUnloads, ignoresTLS, unload.LinuxGNU},
		{hostUnloads, noMitigation, unload.LinuxMusl}, {hostUnloads, noMitigation, unload.MacOS}, {hostUnloads, noMitigation, unload.Windows},
	}
	tests := []severityRow{
		//    unknown, never, unloads, nodelete, TLS ignored, musl, macos, windows
		{"thread-local-in-cdylib", w, [8]Severity{w, i, w, h, h, i, i, o}},
		{"thread-spawn-pins-cdylib", i, [8]Severity{o, o, i, h, h, i, i, o}},
		{"current-thread-dangles", w, [8]Severity{w, i, e, h, e, i, i, o}},
		{"current-thread-dangles", i, [8]Severity{i, i, i, h, i, i, i, o}}, // masked by a pin
		{"dtor-in-unloadable-cdylib", w, [8]Severity{w, o, w, h, w, i, i, w}},
		{"termination-dtor-in-cdylib", i, [8]Severity{i, i, i, h, i, i, i, i}},
		{"exit-callback-dangles", e, [8]Severity{w, i, e, h, e, i, i, o}},
		{"atexit-in-cdylib", i, [8]Severity{i, i, i, h, i, i, i, i}},
		{"pthread-key-dangles", e, [8]Severity{w, i, e, h, e, i, i, o}},
		{"signal-handler-dangles", w, [8]Severity{w, i, e, h, e, i, i, o}},
		{"callback-left-with-host", w, [8]Severity{w, i, e, h, e, i, i, e}},
		{"thread-outlives-cdylib", w, [8]Severity{w, i, w, h, w, i, i, w}}, // std thread
		{"thread-outlives-cdylib", e, [8]Severity{w, i, e, h, e, i, i, e}}, // raw thread
		{"static-with-drop-in-cdylib", i, [8]Severity{o, o, i, h, i, i, i, i}},
		{"dylib-shares-std", w, [8]Severity{w, i, e, h, e, i, i, o}},
		{"tls-dtor-override", w, [8]Severity{w, i, e, h, e, i, i, o}},
		{"tls-dtor-override", i, [8]Severity{i, i, i, h, i, i, i, o}}, // a hidden function
		// Lost whether the library is unloaded or not: no line of the table.
		{"guard-never-dropped", w, [8]Severity{w, w, w, w, w, w, w, w}},
		{"unflushed-print-in-cdylib", w, [8]Severity{w, w, w, w, w, w, w, w}},
	}
	for _, tt := range tests {
		for n, c := range columns {
			got, refuted := unloadSeverity(ByID(tt.rule).unload, tt.base, tt.dangles(), c.host, c.m, c.on)
			if got != tt.want[n] || refuted != (got == Hint) {
				t.Errorf("%s (%s), column %d: %s, refuted %t; want %s", tt.rule, tt.base, n+1, got, refuted, tt.want[n])
			}
		}
	}
	for _, rule := range All() {
		tested := slices.ContainsFunc(tests, func(tt severityRow) bool { return tt.rule == rule.ID })
		if rule.unload != nil && !tested {
			t.Errorf("%s has a policy that is not tested", rule.ID)
		}
	}
}

func TestPlatformOf(t *testing.T) {
	for triple, want := range map[string]unload.Platform{
		"x86_64-unknown-linux-gnu": unload.LinuxGNU, "arm-unknown-linux-gnueabihf": unload.LinuxGNU, "aarch64-unknown-linux-musl": unload.LinuxMusl,
		"x86_64-apple-darwin": unload.MacOS, "x86_64-pc-windows-gnu": unload.Windows, "aarch64-linux-android": "", "x86_64-unknown-freebsd": "",
	} {
		if got := unload.PlatformOf(triple); got != want {
			t.Errorf("%s: %q, want %q", triple, got, want)
		}
	}
}

// TestReportUnload weighs one finding in libraries of different hosts.
func TestReportUnload(t *testing.T) {
	at := analysis.Place{File: "/w/build.rs"}
	tests := []struct {
		name  string
		build func(*world)
		want  Severity
		level string
	}{
		{"unknown", func(*world) {}, Warning, "declared"},
		{"never, by profile", func(w *world) { w.in("cpython") }, Information, "declared"},
		{"never, by configuration", func(w *world) { w.in("clap"); w.pkg.Settings.Unload = "never" }, Information, "declared"},
		{"unloads, by profile", func(w *world) { w.in("clap") }, Error, "declared"},
		{"unloads, by configuration", func(w *world) { w.in("cpython"); w.pkg.Settings.Unload = "supported" }, Error, "declared"},
		{"rarely", func(w *world) { w.in("jni") }, Information, "declared"},
		{"nobody is sure", func(w *world) { w.in("injected") }, Warning, "declared"},
		{"nodelete", func(w *world) { w.in("clap"); w.loading.Link.NoDelete = &linkargs.Arg{Place: at} }, Hint, "refuted"},
		{"opens itself", func(w *world) { w.loading.Pins = []analysis.Pin{{What: "dlopen", Place: at}} }, Hint, "refuted"},
		{"pinned on Windows alone", func(w *world) { w.loading.Pins = []analysis.Pin{{What: "GetModuleHandleEx", Windows: true, Place: at}} }, Warning, "declared"},
		{"compiler keeps it", func(w *world) { w.loading.NodeleteSince = "1.85" }, Hint, "refuted"},
		{"some compilers keep it", func(w *world) { w.loading.NodeleteSince = "1.90" }, Warning, "declared"},
		{"made for Windows, on Linux", func(w *world) { w.loading.Exports = []analysis.Export{{Name: "DllMain"}} }, Information, "declared"},
		{"musl", func(w *world) { w.res.Workspace.Target = "x86_64-unknown-linux-musl" }, Information, "declared"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			tt.build(w)
			var got []*Finding
			p := &Pass{Rule: currentThreadDangles, Result: w.res, report: func(f *Finding) { got = append(got, f) }}
			p.reportUnload(&Finding{Severity: Warning, dangles: true, Message: "x", Evidence: Evidence{Level: "declared"}}, []*workspace.Target{w.lib})
			if len(got) != 1 || got[0].Severity != tt.want || got[0].Evidence.Level != tt.level {
				t.Errorf("got %+v", got[0])
			}
			if refuted := got[0].Evidence.Level == "refuted"; refuted != (len(got[0].Evidence.Details) == 1) {
				t.Errorf("details %q", got[0].Evidence.Details)
			}
		})
	}
}

func TestHeaviestLibraryDecides(t *testing.T) {
	w := newWorld()
	w.in("cpython")
	other := &workspace.Target{Package: w.pkg, CrateTypes: []string{"cdylib"}}
	w.res.Targets = append(w.res.Targets, &analysis.TargetResult{Target: other, Loading: &analysis.Loading{Target: other, Link: &linkargs.Answers{}}})
	var got []*Finding
	p := &Pass{Rule: threadLocalInCdylib, Result: w.res, report: func(f *Finding) { got = append(got, f) }}
	p.reportUnload(&Finding{Severity: Warning}, []*workspace.Target{w.lib, other})
	p.reportUnload(&Finding{Severity: Warning}, nil)
	if len(got) != 1 || got[0].Severity != Warning {
		t.Errorf("got %+v", got)
	}
}
