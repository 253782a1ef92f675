package report

import (
	"maps"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

type (
	// JSONCrate is one package of a workspace with what runs outside calls.
	JSONCrate struct {
		Name       string         `json:"name"`
		Manifest   string         `json:"manifest"`
		CrateTypes []string       `json:"crate_types"`
		Target     string         `json:"target"`
		Profile    string         `json:"profile"`
		Features   []string       `json:"features"`
		Compiler   jsonCompiler   `json:"compiler"`
		Host       *string        `json:"host"`
		Roots      []jsonCodeRoot `json:"roots"`
		Artifacts  []jsonArtifact `json:"artifacts"`
		// Unload is empty for packages without a library that can be unloaded.
		Unload map[string]jsonVerdict `json:"unload"`
	}
	// jsonArtifact is a built library or program of the crate, newest first. What was
	// not read has no compiler.
	jsonArtifact struct {
		Path    string `json:"path"`
		Profile string `json:"profile"` // "" for one that the user names
		Fresh   bool   `json:"fresh"`
		// StaleBecause is the source that is newer or gone; null where it is fresh.
		StaleBecause *string `json:"stale_because"`
		Decides      bool    `json:"decides"` // findings are compared with it
		Rustc        *string `json:"rustc"`
		Linker       *string `json:"linker"`
		Stripped     *bool   `json:"stripped"`
	}
	// jsonVerdict is what becomes of a library on one platform, with what decides it.
	// Certain is false for crashes that happen on some paths only, or on guessed ones.
	jsonVerdict struct {
		Verdict string       `json:"verdict"`
		Certain bool         `json:"certain"`
		Because []jsonReason `json:"because"`
	}
	// jsonReason stands nowhere in a file where a host or platform decides; a built
	// library and a symbol of it where that shows it.
	jsonReason struct {
		Kind     string  `json:"kind"`
		ID       string  `json:"id"`
		Artifact *string `json:"artifact"`
		Symbol   *string `json:"symbol"`
		File     *string `json:"file"`
		Line     *int    `json:"line"`
	}
	// jsonCompiler is the range of compilers; null where nothing bounds it.
	jsonCompiler struct {
		From *string `json:"from"`
		To   *string `json:"to"`
	}
	// jsonCodeRoot is a root of a crate with the spelling that registers it.
	jsonCodeRoot struct {
		jsonRoot
		Registration string `json:"registration"`
		// Note is what is known of how such code runs, null where nothing is.
		Note *string `json:"note"`
	}
)

// crate is one package as JSON.
func (e *encoder) crate(ev *CheckedCrate) *JSONCrate {
	e.summary.Crates++
	res, p, ws := ev.Result, ev.Package, ev.Result.Workspace
	c := &JSONCrate{
		Name: p.Name, Manifest: show.Relative(e.root, p.Manifest), Target: ws.Target, Profile: ws.Profile.Name,
		CrateTypes: []string{}, Features: []string{}, Roots: []jsonCodeRoot{}, Artifacts: []jsonArtifact{},
		Compiler: jsonCompiler{show.Optional(ws.Compiler.From), show.Optional(ws.Compiler.To)},
		Unload:   map[string]jsonVerdict{},
	}
	if t := Library(res, p); t != nil {
		if h := res.Loading(t).Host; h != nil {
			c.Host = &h.ID
		}
		for platform, v := range rules.UnloadVerdicts(res, t, ev.Evidence) {
			c.Unload[string(platform)] = e.verdict(v)
		}
	}
	for _, t := range p.Targets {
		c.Artifacts = append(c.Artifacts, e.artifacts(ev.Evidence.Of(t))...)
		for _, ct := range t.CrateTypes {
			if !slices.Contains(c.CrateTypes, ct) {
				c.CrateTypes = append(c.CrateTypes, ct)
			}
		}
	}
	for _, f := range slices.Sorted(maps.Keys(p.Features)) {
		if p.Features[f] {
			c.Features = append(c.Features, f)
		}
	}
	for _, r := range Roots(res, p) {
		c.Roots = append(c.Roots, jsonCodeRoot{e.rootOf(r), r.Registration, show.Optional(r.Note)})
	}
	return c
}

func (e *encoder) artifacts(known *evidence.Target) []jsonArtifact {
	var out []jsonArtifact
	for _, b := range known.All {
		j := jsonArtifact{Path: show.Relative(e.root, b.Path), Profile: b.Profile, Fresh: b.Fresh, Decides: known.Decides(b)}
		if b.Stale != "" {
			j.StaleBecause = show.Optional(show.Relative(e.root, b.Stale))
		}
		if b.Facts != nil {
			j.Rustc, j.Linker, j.Stripped = show.Optional(b.Facts.Rustc), show.Optional(b.Facts.Linker), &b.Facts.Stripped
		}
		out = append(out, j)
	}
	return out
}

func (e *encoder) verdict(v *unload.Verdict) jsonVerdict {
	out := jsonVerdict{Verdict: string(v.State), Certain: v.Certain, Because: []jsonReason{}}
	for _, r := range v.Because {
		j := jsonReason{Kind: string(r.Kind), ID: r.ID, Symbol: show.Optional(r.Symbol)}
		if r.Artifact != "" {
			artifact := show.Relative(e.root, r.Artifact)
			j.Artifact = &artifact
		}
		if r.Place != nil {
			file, line := show.Relative(e.root, r.Place.File), e.src.File(r.Place.File).At(r.Place.Span.Start).Line
			j.File, j.Line = &file, &line
		}
		out.Because = append(out.Because, j)
	}
	return out
}
