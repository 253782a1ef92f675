package rules

import (
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
)

func TestVerdict(t *testing.T) {
	at := analysis.Place{File: "/w/src/lib.rs"}
	pin := &Finding{Rule: "thread-local-in-cdylib", Outcome: Pins, Place: at}
	crash := &Finding{Rule: "current-thread-dangles", Outcome: Crashes, Place: at}
	thread := &Finding{Rule: "thread-outlives-cdylib", Outcome: Pins, Place: at}
	late := &Finding{Rule: "thread-local-in-dtor", Outcome: Late, Place: at}
	tests := []struct {
		name  string
		build func(*world)
		found []*Finding
		// fates on linux-gnu, linux-musl, macos, windows, and what decides on linux-gnu
		want, because string
	}{
		{"nothing known", nil, nil, "unloads never never unloads", ""},
		{"unloading host", func(w *world) { w.in("clap") }, nil, "unloads never never unloads", "host clap"},
		{"unsure host", func(w *world) { w.in("duckdb") }, nil, "unloads never never unloads", ""},
		{"pinned", nil, []*Finding{pin}, "stays never never unloads", "rule thread-local-in-cdylib"},
		{"crashes", nil, []*Finding{crash}, "crashes never never unloads", "rule current-thread-dangles"},
		{"crash beats pin", nil, []*Finding{pin, crash}, "crashes never never unloads", "rule current-thread-dangles"},
		{"running thread", nil, []*Finding{thread}, "stays never never crashes", "rule thread-outlives-cdylib"},
		{"left behind by a destructor", nil, []*Finding{late}, "crashes never never unloads", "rule thread-local-in-dtor"},
		{"its destructor does not run", nil, []*Finding{pin, late}, "stays never never unloads", "rule thread-local-in-cdylib"},
		{"never unloads", func(w *world) { w.in("cpython") }, []*Finding{pin, crash}, "never never never never", "host cpython"},
		{"configured", func(w *world) { w.in("clap"); w.pkg.Settings.Unload = "never" }, []*Finding{crash}, "never never never never", "host unload = never"},
		{"nodelete", func(w *world) { w.loading.Link.NoDelete = &linkargs.Arg{Place: at} }, []*Finding{crash}, "never never never unloads", "flag -z nodelete"},
		{"opens itself", func(w *world) {
			w.loading.Pins = []analysis.Pin{{What: "dlopen"}, {What: "GetModuleHandleEx", Windows: true}}
		}, []*Finding{pin}, "never never never never", "flag dlopen"},
		{"exported registration", func(w *world) {
			w.loading.Overrides = []analysis.TLSOverride{{Kind: analysis.OverrideExported}}
		}, []*Finding{pin}, "stays never never unloads", "rule thread-local-in-cdylib"},
		{"shared std", func(w *world) {
			w.lib.CrateTypes, w.loading.Link.PreferDynamic = []string{"dylib"}, &linkargs.Arg{Place: at}
		}, []*Finding{pin}, "unloads never never unloads", ""},
		{"ignored registration", func(w *world) {
			w.loading.Overrides = []analysis.TLSOverride{{Kind: analysis.OverrideHidden}}
		}, []*Finding{pin}, "unloads never never unloads", "rule tls-dtor-override"},
		{"compiler", func(w *world) { w.loading.NodeleteSince = "1.80" }, []*Finding{pin}, "never never never unloads", "platform rustc 1.80"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			if tt.build != nil {
				tt.build(w)
			}
			var fates []string
			for _, name := range Platforms {
				fates = append(fates, string(verdictOn(name, w.loading, w.res.Workspace, tt.found, nil).Fate))
			}
			if got := strings.Join(fates, " "); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			because := ""
			for _, r := range verdictOn("linux-gnu", w.loading, w.res.Workspace, tt.found, nil).Because {
				because = r.Kind + " " + r.ID
			}
			if because != tt.because {
				t.Errorf("because %q, want %q", because, tt.because)
			}
		})
	}
}

// TestVerdictAsksRules sees that a verdict does not depend on what is switched off.
func TestVerdictAsksRules(t *testing.T) {
	w := newWorld()
	w.pkg.Settings.Rules["tls-dtor-override"] = "off"
	w.loading.Overrides = []analysis.TLSOverride{{Kind: analysis.OverrideZero, Place: analysis.Place{File: "/w/src/lib.rs"}, Package: w.pkg}}
	if v := UnloadVerdicts(w.res, w.lib, nil)["linux-gnu"]; v.Fate != FateCrashes {
		t.Errorf("got %+v", v)
	}
	if got := w.found(Config{}); len(got) != 0 {
		t.Errorf("got %q", got)
	}
	if UnloadVerdicts(w.res, w.bin, nil) != nil {
		t.Error("a program has a verdict")
	}
}
