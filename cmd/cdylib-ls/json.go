package main

import (
	"encoding/json"
	"io"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The JSON output, version 1. Fields are only ever added; lists are never null.
type (
	jsonReport struct {
		Version    int              `json:"version"`
		Tool       jsonTool         `json:"tool"`
		Root       string           `json:"root"`
		Crates     []jsonCrate      `json:"crates"`
		Findings   []jsonFinding    `json:"findings"`
		Suppressed []jsonSuppressed `json:"suppressed"`
		Summary    jsonSummary      `json:"summary"`
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonFinding struct {
		Rule     string       `json:"rule"`
		Severity string       `json:"severity"`
		Message  string       `json:"message"`
		Crate    string       `json:"crate"`
		File     string       `json:"file"`
		Start    position     `json:"start"`
		End      position     `json:"end"`
		Root     *jsonRoot    `json:"root"`
		Roots    []jsonRoot   `json:"roots"`
		Chain    []jsonStep   `json:"chain"`
		Evidence jsonEvidence `json:"evidence"`
		Fixes    []jsonFix    `json:"fixes"`
		URL      string       `json:"url"`
		Places   []jsonPlace  `json:"places"`
		// Because are the steps of the severity, with --explain-severity alone.
		Because []jsonWeight `json:"severity_because,omitempty"`
	}
	jsonWeight struct {
		Severity string `json:"severity"`
		Because  string `json:"because"`
	}
	jsonPlace struct {
		File      string   `json:"file"`
		Start     position `json:"start"`
		End       position `json:"end"`
		Crate     string   `json:"crate"`
		Libraries []string `json:"libraries"`
	}
	jsonRoot struct {
		Moment string `json:"moment"`
		Name   string `json:"name"`
		File   string `json:"file"`
		Line   int    `json:"line"`
	}
	jsonStep struct {
		Message string `json:"message"`
		File    string `json:"file"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
	}
	jsonEvidence struct {
		Level    string   `json:"level"`
		Artifact *string  `json:"artifact"`
		Details  []string `json:"details"`
	}
	jsonFix struct {
		Title string     `json:"title"`
		Safe  bool       `json:"safe"`
		Edits []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		File  string   `json:"file"`
		Start position `json:"start"`
		End   position `json:"end"`
		Text  string   `json:"text"`
	}
	jsonSuppressed struct {
		Rule   string `json:"rule"`
		File   string `json:"file"`
		Line   int    `json:"line"`
		Reason string `json:"reason"`
	}
	jsonSummary struct {
		Error       int `json:"error"`
		Warning     int `json:"warning"`
		Information int `json:"information"`
		Hint        int `json:"hint"`
		Suppressed  int `json:"suppressed"`
		Hidden      int `json:"hidden"` // concern other crates than those asked for
		Files       int `json:"files"`
		Crates      int `json:"crates"`
		Places      int `json:"places"`
	}
)

// encoder builds the report: paths relative to root, offsets as positions.
type encoder struct {
	root     string
	src      *sources
	evidence *evidence.Set
	weights  bool // say how each finding came to its severity
}

// jsonVersion is the version of the JSON output and stream.
const jsonVersion = 1

// writeJSON prints the report as one indented object.
func writeJSON(w io.Writer, o *output) error { return encodeJSON(w, newJSONReport(o)) }

// encodeJSON prints a value indented, with < and > as they are.
func encodeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(jsonWriter{w})
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func newJSONReport(o *output) *jsonReport {
	r, src := o.report, o.src
	e := &encoder{root: r.root, src: src, evidence: r.evidence, weights: o.weights}
	out := &jsonReport{
		Version: jsonVersion, Tool: jsonTool{"cdylib-ls", version()}, Root: r.root,
		Crates: []jsonCrate{}, Findings: []jsonFinding{}, Suppressed: []jsonSuppressed{},
	}
	for _, res := range r.results {
		out.Summary.Files += res.FilesRead
		out.Crates = append(out.Crates, e.crates(res)...)
	}
	for _, f := range r.findings {
		out.Findings = append(out.Findings, e.finding(f))
		out.Summary.count(f.Severity)
		out.Summary.Places += len(f.Places())
	}
	for _, s := range r.suppressed {
		at := src.file(s.Place.File).at(s.Place.Span.Start)
		out.Suppressed = append(out.Suppressed, jsonSuppressed{s.Rule, relative(e.root, s.Place.File), at.Line, s.Directive.Reason})
	}
	out.Summary.Hidden = len(r.hidden)
	out.Summary.Suppressed, out.Summary.Crates = len(out.Suppressed), len(out.Crates)
	return out
}

func (s *jsonSummary) count(sev rules.Severity) {
	switch sev {
	case rules.Error:
		s.Error++
	case rules.Warning:
		s.Warning++
	case rules.Information:
		s.Information++
	case rules.Hint:
		s.Hint++
	}
}

func (e *encoder) finding(f *rules.Finding) jsonFinding {
	file := e.src.file(f.Place.File)
	out := jsonFinding{
		Rule: f.Rule, Severity: f.Severity.String(), Message: f.Message,
		File: relative(e.root, f.Place.File), Start: file.at(f.Place.Span.Start), End: file.at(f.Place.Span.End),
		Roots: []jsonRoot{}, Chain: []jsonStep{}, Fixes: []jsonFix{},
		Evidence: jsonEvidence{Level: f.Evidence.Level, Details: append([]string{}, f.Evidence.Details...)},
	}
	if rule := rules.ByID(f.Rule); rule != nil {
		out.URL = rule.URL()
	}
	if f.Package != nil {
		out.Crate = f.Package.Name
	}
	if f.Evidence.Artifact != "" {
		artifact := relative(e.root, f.Evidence.Artifact)
		out.Evidence.Artifact = &artifact
	}
	if e.weights {
		for _, w := range f.Weights {
			out.Because = append(out.Because, jsonWeight{w.Severity.String(), w.Because})
		}
	}
	for _, site := range f.Places() {
		out.Places = append(out.Places, e.place(site))
	}
	e.paths(&out, f)
	for _, fix := range f.Fixes {
		j := jsonFix{Title: fix.Title, Safe: fix.Safe, Edits: []jsonEdit{}}
		for _, ed := range fix.Edits {
			src := e.src.file(ed.File)
			j.Edits = append(j.Edits, jsonEdit{relative(e.root, ed.File), src.at(ed.Span.Start), src.at(ed.Span.End), ed.Text})
		}
		out.Fixes = append(out.Fixes, j)
	}
	return out
}

// place is one site of a finding with the libraries that it concerns.
func (e *encoder) place(f *rules.Finding) jsonPlace {
	file := e.src.file(f.Place.File)
	out := jsonPlace{File: relative(e.root, f.Place.File), Start: file.at(f.Place.Span.Start), End: file.at(f.Place.Span.End), Libraries: []string{}}
	if f.Package != nil {
		out.Crate = f.Package.Name
	}
	for _, t := range f.OwnLibraries() {
		out.Libraries = append(out.Libraries, t.Name)
	}
	return out
}

// paths fills in the roots, and the chain of the first.
func (e *encoder) paths(out *jsonFinding, f *rules.Finding) {
	seen := map[*analysis.Root]bool{}
	for i, p := range f.Paths {
		if i == 0 {
			for _, s := range p.Chain {
				at := e.src.file(s.Place.File).at(s.Place.Span.Start)
				out.Chain = append(out.Chain, jsonStep{s.Message, relative(e.root, s.Place.File), at.Line, at.Column})
			}
		}
		if !seen[p.Root] {
			seen[p.Root] = true
			out.Roots = append(out.Roots, e.rootOf(p.Root))
		}
	}
	if len(out.Roots) > 0 {
		root := out.Roots[0]
		out.Root = &root
	}
}

func (e *encoder) rootOf(r *analysis.Root) jsonRoot {
	at := e.src.file(r.Place.File).at(r.Place.Span.Start)
	return jsonRoot{string(r.Moment), r.Name, relative(e.root, r.Place.File), at.Line}
}
