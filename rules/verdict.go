package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Outcome is what a finding does to the library when it is closed.
type Outcome string

// The outcomes; a finding without one does not change whether it goes away.
const (
	Pins    Outcome = "pins"    // it stays mapped while a thread lives
	Crashes Outcome = "crashes" // it is unmapped, and later code of it is called
	// Late is what a destructor leaves behind while the library is being closed: too
	// late to pin it, and a crash unless it is pinned already.
	Late Outcome = "late"
)

// Fate is what becomes of a library on one platform when it is closed.
type Fate string

// The fates. Never wins over the others: what stays cannot crash. Crashes wins
// over stays, because a rule whose crash a pin hides says so itself.
const (
	FateUnloads Fate = "unloads"
	FateStays   Fate = "stays"
	FateNever   Fate = "never"
	FateCrashes Fate = "crashes"
)

// Platforms are those that a verdict speaks of, in order.
var Platforms = []string{"linux-gnu", "linux-musl", "macos", "windows"}

// Verdict is the fate of a library on one platform with what decides it.
type Verdict struct {
	Fate    Fate
	Because []Reason
}

// Reason is one thing that decides a verdict.
type Reason struct {
	Kind string // rule, host, platform, flag
	ID   string
	// Place is nil where the reason stands nowhere.
	Place *analysis.Place
}

// UnloadVerdicts says for a library what dlclose or FreeLibrary will do to it, by
// platform. It is nil for other targets. The rules about unloading are asked
// whatever the configuration switches off: a verdict is a fact.
//
// What a fresh artifact refutes does not count, and its NODELETE flag does; seen may
// be nil.
func UnloadVerdicts(res *analysis.Result, t *workspace.Target, seen *evidence.Set) map[string]*Verdict {
	l := res.Loading(t)
	if l == nil {
		return nil
	}
	found := outcomesOf(res, t, seen)
	built := seen.Of(t).Fresh()
	out := map[string]*Verdict{}
	for _, name := range Platforms {
		out[name] = verdictOn(name, l, res.Workspace, found, built)
	}
	return out
}

// outcomesOf runs the rules about unloading for the sake of their outcomes.
func outcomesOf(res *analysis.Result, t *workspace.Target, seen *evidence.Set) []*Finding {
	var out []*Finding
	facts := newFacts(res)
	for _, rule := range all {
		if rule.Category != Unload || rule.Run == nil {
			continue
		}
		rule.Run(&Pass{Rule: rule, Result: res, facts: facts, evidence: seen, report: func(*Finding) {}, outcome: func(f *Finding, libraries []*workspace.Target) {
			if f.Outcome != "" && slices.Contains(libraries, t) {
				out = append(out, f)
			}
		}})
	}
	if b := seen.Of(t).Fresh(); b != nil {
		out = slices.DeleteFunc(out, func(f *Finding) bool { return f.judge != nil && f.judge(b).level == Refuted })
	}
	slices.SortStableFunc(out, func(a, b *Finding) int {
		return cmp.Or(strings.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.Span.Start, b.Place.Span.Start), strings.Compare(a.Rule, b.Rule))
	})
	return out
}

// verdictOn is pure: what is known of the library, and the outcomes found in it.
func verdictOn(name string, l *analysis.Loading, ws *workspace.Workspace, found []*Finding, built *evidence.Built) *Verdict {
	if never := neverBecause(name, l, ws, built); len(never) > 0 {
		return &Verdict{FateNever, never}
	}
	v := &Verdict{Fate: FateUnloads}
	if slices.ContainsFunc(found, func(f *Finding) bool { return f.Outcome == Pins && fateOf(name, l, f) == FateStays }) {
		found = slices.DeleteFunc(slices.Clone(found), func(f *Finding) bool { return f.Outcome == Late })
	}
	for _, fate := range []Fate{FateCrashes, FateStays} {
		for _, f := range found {
			if fateOf(name, l, f) == fate {
				v.Fate = fate
				v.Because = append(v.Because, Reason{"rule", f.Rule, &f.Place})
			}
		}
		if v.Fate != FateUnloads {
			return v
		}
	}
	if l.IsUnloaded() {
		v.Because = hostReason(l)
	}
	if o := l.Override(); o != nil && name == "linux-gnu" {
		v.Because = append(v.Because, Reason{"rule", "tls-dtor-override", &o.Place})
	}
	return v
}

// neverBecause lists what keeps the library mapped for good on a platform.
func neverBecause(name string, l *analysis.Loading, ws *workspace.Workspace, built *evidence.Built) []Reason {
	var out []Reason
	switch name {
	case "linux-musl":
		out = append(out, Reason{Kind: "platform", ID: "linux-musl"})
	case "macos": // std has thread-locals, and dyld keeps images that have some
		out = append(out, Reason{Kind: "platform", ID: "macos"})
	}
	if l.NeverUnloads() {
		out = append(out, hostReason(l)...)
	}
	here := built != nil && name == "linux-gnu" // what is built for it decides
	switch arg := l.Link.NoDelete; {
	case here && built.Facts.NoDelete:
		out = append(out, Reason{Kind: "flag", ID: "-z nodelete"})
	case arg != nil && !here && strings.HasPrefix(name, "linux"):
		out = append(out, Reason{"flag", "-z nodelete", &arg.Place})
	}
	for i := range l.Pins {
		if pin := &l.Pins[i]; pin.Windows == (name == "windows") {
			out = append(out, Reason{"flag", pin.What, &pin.Place})
		}
	}
	if v := l.NodeleteSince; v != "" && name == "linux-gnu" && !here && ws.Compiler.From != "" && !versionBelow(ws.Compiler.From, v) {
		out = append(out, Reason{Kind: "platform", ID: "rustc " + v})
	}
	return out
}

// hostReason names the configuration or the host profile that decides.
func hostReason(l *analysis.Loading) []Reason {
	if l.Unload() != "auto" {
		r := Reason{Kind: "host", ID: "unload = " + l.Unload()}
		if at, ok := l.Target.Package.Settings.Places["unload"]; ok {
			r.Place = &at
		}
		return []Reason{r}
	}
	return []Reason{{Kind: "host", ID: l.Host.ID}}
}

// fateOf says what one finding makes of the library on a platform. Nearly all was
// measured on glibc; on Windows nothing pins a library, so a thread that is only
// pinned by accident elsewhere runs into unmapped code there.
func fateOf(name string, l *analysis.Loading, f *Finding) Fate {
	switch {
	case name == "windows" && f.Rule == "thread-outlives-cdylib":
		return FateCrashes
	case name != "linux-gnu":
		return FateUnloads
	case f.Outcome == Crashes, f.Outcome == Late:
		return FateCrashes
	case unloadTable[f.Rule].tls && !l.PinsByTLS():
		return FateUnloads
	}
	return FateStays
}
