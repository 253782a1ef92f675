package report

import (
	"fmt"
	"slices"
	"strings"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// verdicts prints for each library one line on what closing it does, and one for several
// of which the same is true for the same reasons:
//
//	unload gain: stays on linux-gnu (thread-local-in-cdylib src/lib.rs:3); nothing tells the host (unknown-host)
//	unload plug (clap): crashes on linux-gnu (current-thread-dangles src/lib.rs:3); never on linux-musl, macos; unloads on windows
//	unload 21 libraries (echo, flanger, gain and 18 more): crashes on linux-gnu (current-thread-dangles fw/src/lib.rs:3)
func (t *textHandler) verdicts(r *cdylibls.Report) {
	var order []string
	names := map[string][]string{}
	asked := map[*workspace.Target]bool{}
	for _, f := range r.Findings {
		if rules.AsksHost(f) {
			for _, lib := range f.Libraries() {
				asked[lib] = true
			}
		}
	}
	for _, res := range r.Results {
		for _, p := range Crates(res) {
			lib := Library(res, p)
			if lib == nil {
				continue
			}
			said := t.o.VerdictText(rules.UnloadVerdicts(res, lib, r.Evidence))
			if said == "" { // it is empty everywhere
				continue
			}
			name := show.Clean(p.Name)
			if h := res.Loading(lib).Host; h != nil {
				name += " (" + h.ID + ")"
			}
			if asked[lib] {
				said += "; nothing tells the host (unknown-host)"
			}
			if names[said] == nil {
				order = append(order, said)
			}
			names[said] = append(names[said], name)
		}
	}
	for _, said := range order {
		fmt.Fprintf(t.W, "%s %s: %s\n", t.Paint(show.Bold, "unload"), libraries(names[said]), said)
	}
}

// libraries names one or two, and counts more.
func libraries(names []string) string {
	const most = 3
	switch n := len(names); {
	case n < most:
		return strings.Join(names, ", ")
	case n == most:
		return fmt.Sprintf("%d libraries (%s)", n, strings.Join(names, ", "))
	default:
		return fmt.Sprintf("%d libraries (%s and %d more)", n, strings.Join(names[:most], ", "), n-most)
	}
}

// VerdictText joins platforms that share verdict and reasons.
func (o *Options) VerdictText(verdicts map[unload.Platform]*unload.Verdict) string {
	var order []string
	on := map[string][]string{}
	why := map[string]string{}
	for _, p := range unload.Platforms {
		v := verdicts[p]
		if v == nil {
			continue
		}
		reasons := o.reasons(v)
		key := v.Words()
		if reasons != "" {
			key += "\x00" + reasons
		}
		if on[key] == nil {
			order = append(order, key)
			why[key] = reasons
		}
		on[key] = append(on[key], string(p))
	}
	var parts []string
	for _, key := range order {
		words, _, _ := strings.Cut(key, "\x00")
		part := words + " on " + strings.Join(on[key], ", ")
		if why[key] != "" {
			part += " (" + why[key] + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}

// reasons names the first thing that decides, with its place, and counts the
// others. The platform is left out, as it stands beside it.
func (o *Options) reasons(v *unload.Verdict) string {
	own := slices.DeleteFunc(slices.Clone(v.Because), func(r unload.Reason) bool {
		return r.Kind == unload.OfPlatform && slices.Contains(unload.Platforms, unload.Platform(r.ID))
	})
	if len(own) == 0 {
		return ""
	}
	what := show.Clean(own[0].ID)
	if own[0].Kind == unload.OfHost {
		what = "host " + what
	}
	switch at := own[0].Place; {
	case at != nil:
		what += " " + o.lineOf(*at)
	case own[0].Symbol != "":
		what += " in " + show.Clean(own[0].Symbol)
	}
	if n := len(own) - 1; n > 0 {
		what += fmt.Sprintf(" and %d more", n)
	}
	return what
}

// lineOf names path:line.
func (o *Options) lineOf(p analysis.Place) string {
	return fmt.Sprintf("%s:%d", show.Clean(show.Relative(o.Dir, p.File)), o.Sources.File(p.File).At(p.Span.Start).Line)
}

// stale names the built libraries that would have been compared with the findings and
// are older than their sources, or cannot be read:
//
//	stale target/release/libplug.so is older than src/lib.rs: nothing is confirmed or refuted by it
//	unread target/release/libplug.so: a named pipe, not a regular file: nothing is confirmed or refuted by it
//	stale target/x86_64-pc-windows-gnu/release/plug.dll is older than src/lib.rs: it decides nothing on windows
func (t *textHandler) stale(r *cdylibls.Report) {
	for _, res := range r.Results {
		for _, tr := range res.Targets {
			known := r.Evidence.Of(tr.Target)
			t.unused(known.Shipped, "nothing is confirmed or refuted by it")
			for _, p := range unload.Platforms {
				t.unused(known.Elsewhere[p], "it decides nothing on "+string(p))
			}
		}
	}
}

// unused names a built library that is stale or cannot be read, and what that means.
func (t *textHandler) unused(b *evidence.Built, so string) {
	if b == nil {
		return
	}
	file, word, why := show.Clean(show.Relative(t.Dir, b.Path)), "stale", ""
	switch {
	case b.Problem != nil:
		_, text, _ := strings.Cut(b.Problem.Error(), b.Path+": ")
		word, why = "unread", ": "+show.Clean(text)
	case b.Stale == "":
		return
	case b.Gone:
		why = " was built from " + show.Clean(show.Relative(t.Dir, b.Stale)) + ", which is gone"
	default:
		why = " is older than " + show.Clean(show.Relative(t.Dir, b.Stale))
	}
	fmt.Fprintf(t.W, "%s %s%s: %s\n", t.Paint(show.Bold, word), file, why, so)
}
