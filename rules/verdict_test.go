package rules

import (
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

func TestVerdict(t *testing.T) {
	at := analysis.Place{File: "/w/src/lib.rs"}
	spot := func(w *world) analysis.Spot {
		return analysis.Spot{Place: at, Package: w.pkg, Libraries: []*workspace.Target{w.lib}}
	}
	pin := func(w *world) {
		w.res.ThreadLocals = append(w.res.ThreadLocals, &analysis.ThreadLocal{Spot: spot(w), Name: "STATE"})
	}
	crash := func(w *world) {
		w.res.Currents = append(w.res.Currents, &analysis.CurrentThread{Spot: spot(w), Effect: &analysis.Effect{Kind: analysis.ThreadCurrent}})
	}
	thread := func(w *world) {
		w.res.Threads = append(w.res.Threads, &analysis.Thread{Spot: spot(w), Escape: analysis.Detached, Effect: &analysis.Effect{Kind: analysis.ThreadSpawn}})
	}
	late := func(w *world) {
		w.res.ThreadLocals = append(w.res.ThreadLocals, &analysis.ThreadLocal{Spot: analysis.Spot{Place: analysis.Place{File: "/w/src/late.rs"}, Libraries: []*workspace.Target{w.lib}}, Name: "LATE"})
		r := w.reach(analysis.TLSAccess, "with", w.root(analysis.Unload, w.lib))
		r.SubjectPlace = &analysis.Place{File: "/w/src/late.rs"}
	}
	none := func(*world) {}
	tests := []struct {
		name  string
		build func(*world)
		left  []func(*world)
		// states on linux-gnu, linux-musl, macos, windows, and what decides on linux-gnu
		want, because string
	}{
		{"nothing known", none, nil, "unloads never never unloads", ""},
		{"unloading host", func(w *world) { w.in("clap") }, nil, "unloads never never unloads", "host clap"},
		{"unsure host", func(w *world) { w.in("duckdb") }, nil, "unloads never never unloads", ""},
		{"pinned", pin, nil, "stays never never unloads", "rule thread-local-in-cdylib"},
		{"crashes", crash, nil, "crashes never never unloads", "rule current-thread-dangles"},
		{"crash beats pin", pin, []func(*world){crash}, "may crash never never unloads", "rule current-thread-dangles"},
		{"running thread", thread, nil, "stays never never crashes", "rule thread-spawn-pins-cdylib"},
		{"left behind by a destructor", late, nil, "crashes never never unloads", "rule thread-local-in-dtor"},
		{"its destructor runs where nothing pins", pin, []func(*world){late}, "may crash never never unloads", "rule thread-local-in-dtor"},
		{"never unloads", func(w *world) { w.in("cpython") }, []func(*world){pin, crash}, "never never never never", "host cpython"},
		{"configured", func(w *world) { w.in("clap"); w.pkg.Settings.Unload = "never" }, []func(*world){crash}, "never never never never", "configuration unload = never"},
		{"nodelete", func(w *world) { w.loading.Link.NoDelete = &linkargs.Arg{Place: at} }, []func(*world){crash}, "never never never unloads", "flag -z nodelete"},
		{"opens itself", func(w *world) {
			w.loading.Pins = []analysis.Pin{{What: "dlopen"}, {What: "GetModuleHandleEx", Windows: true}}
		}, []func(*world){pin}, "never never never never", "flag dlopen"},
		{"exported registration", func(w *world) {
			w.loading.Overrides = []analysis.TLSOverride{{Kind: analysis.OverrideExported}}
		}, []func(*world){pin}, "stays never never unloads", "rule thread-local-in-cdylib"},
		{"exported registration, own symbols first", func(w *world) {
			w.loading.Overrides = []analysis.TLSOverride{{Kind: analysis.OverrideExported}}
			w.loading.Host = &hosts.Host{ID: "deep", Confidence: "high", DeepBind: true}
		}, []func(*world){pin, crash}, "crashes never never unloads", "rule current-thread-dangles"},
		{"shared std", func(w *world) {
			w.lib.CrateTypes, w.loading.Link.PreferDynamic = []string{"dylib"}, &linkargs.Arg{Place: at}
		}, []func(*world){pin}, "crashes never never unloads", "rule dylib-shares-std"},
		{"ignored registration", func(w *world) {
			w.loading.Overrides = []analysis.TLSOverride{{Kind: analysis.OverrideHidden}}
		}, []func(*world){pin}, "unloads never never unloads", "rule tls-dtor-override"},
		{"compiler", func(w *world) { w.loading.NodeleteSince = "1.80" }, []func(*world){pin}, "never never never unloads", "platform rustc 1.80"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			tt.build(w)
			for _, add := range tt.left {
				add(w)
			}
			verdicts := UnloadVerdicts(w.res, w.lib, nil)
			var states []string
			for _, p := range unload.Platforms {
				states = append(states, verdicts[p].Words())
			}
			if got := strings.Join(states, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			because := ""
			for _, r := range verdicts[unload.LinuxGNU].Because {
				because = string(r.Kind) + " " + r.ID
			}
			if because != tt.because {
				t.Errorf("because %q, want %q", because, tt.because)
			}
		})
	}
}

// Every kind of leftover has a rule that tells of it.
func TestLeftBy(t *testing.T) {
	for _, k := range unload.Kinds() {
		if leftBy[k] == nil {
			t.Errorf("no rule tells of %s", k)
		}
	}
}

// TestVerdictAsksRules sees that a verdict does not depend on what is switched off.
func TestVerdictAsksRules(t *testing.T) {
	w := newWorld()
	set(w.pkg.Settings, "tls-dtor-override", "off")
	w.loading.Overrides = []analysis.TLSOverride{{Kind: analysis.OverrideZero, Place: analysis.Place{File: "/w/src/lib.rs"}, Package: w.pkg}}
	if v := UnloadVerdicts(w.res, w.lib, nil)[unload.LinuxGNU]; v.State != unload.Crashes {
		t.Errorf("got %+v", v)
	}
	if got := w.found(Config{}); len(got) != 0 {
		t.Errorf("got %q", got)
	}
	if UnloadVerdicts(w.res, w.bin, nil) != nil {
		t.Error("a program has a verdict")
	}
}

// A guard that is kept where the host takes it ends its thread, and leaves nothing.
func TestVerdictOfGuards(t *testing.T) {
	results, _, _ := analysed(t, "testdata/guard-never-dropped/good", "x86_64-unknown-linux-gnu")
	if len(results) != 1 || len(results[0].Threads) == 0 {
		t.Fatal("no thread is found")
	}
	v := UnloadVerdicts(results[0], results[0].Threads[0].Libraries[0], nil)[unload.LinuxGNU]
	for _, b := range v.Because {
		if b.Kind != "unread" { // the crates' sources, which the test does not have
			t.Errorf("got %s because %+v", v.Words(), v.Because)
		}
	}
}

// A key without a destructor runs nothing when a thread ends.
func TestNoRootOfNullDestructor(t *testing.T) {
	results, _, _ := analysed(t, "testdata/pthread-key-dangles/good", "x86_64-unknown-linux-gnu")
	var got []string
	for _, r := range results[0].Roots {
		got = append(got, string(r.Moment)+" "+r.Name)
	}
	if len(got) != 1 || got[0] != "thread-exit destroy" {
		t.Errorf("got %q, want the key with a destructor alone", got)
	}
}
