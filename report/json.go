package report

import (
	"io"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The JSON output, version 1. Fields are only ever added; lists are never null.
type (
	// JSONReport is the output of `check --format json`.
	JSONReport struct {
		Version    int              `json:"version"`
		Tool       show.Producer    `json:"tool"`
		Root       string           `json:"root"`
		Crates     []JSONCrate      `json:"crates"`
		Findings   []JSONFinding    `json:"findings"`
		Suppressed []JSONSuppressed `json:"suppressed"`
		Summary    jsonSummary      `json:"summary"`
	}
	// JSONFinding is a finding; several places of one cause are one.
	JSONFinding struct {
		Rule     string        `json:"rule"`
		Severity string        `json:"severity"`
		Message  string        `json:"message"`
		Crate    string        `json:"crate"`
		File     string        `json:"file"`
		Start    show.Position `json:"start"`
		End      show.Position `json:"end"`
		Root     *jsonRoot     `json:"root"`
		Roots    []jsonRoot    `json:"roots"`
		Chain    []jsonStep    `json:"chain"`
		Evidence jsonEvidence  `json:"evidence"`
		Fixes    []jsonFix     `json:"fixes"`
		URL      string        `json:"url"`
		Places   []jsonPlace   `json:"places"`
		// Because are the steps of the severity, with --explain-severity alone.
		Because []jsonWeight `json:"severity_because,omitempty"`
	}
	jsonWeight struct {
		Severity string `json:"severity"`
		Because  string `json:"because"`
	}
	jsonPlace struct {
		File      string        `json:"file"`
		Start     show.Position `json:"start"`
		End       show.Position `json:"end"`
		Crate     string        `json:"crate"`
		Libraries []string      `json:"libraries"`
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
		File  string        `json:"file"`
		Start show.Position `json:"start"`
		End   show.Position `json:"end"`
		Text  string        `json:"text"`
	}
	// JSONSuppressed is a finding that a comment silences.
	JSONSuppressed struct {
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

// encoder makes JSON of what a stream brings: paths relative to root, offsets as
// positions.
type encoder struct {
	root    string
	src     *show.Sources
	weights bool // say how each finding came to its severity
	summary jsonSummary
}

// jsonVersion is the version of the JSON output and stream.
const jsonVersion = 1

func newEncoder(o *Options) *encoder {
	return &encoder{root: o.Root, src: o.Sources, weights: o.Weights}
}

// jsonHandler prints the report as one indented object.
type jsonHandler struct {
	silent
	*encoder
	w   io.Writer
	out JSONReport
}

func newJSON(w io.Writer, o *Options) Handler {
	return &jsonHandler{encoder: newEncoder(o), w: w, out: JSONReport{
		Version: jsonVersion, Tool: show.ThisProducer(o.Version), Root: o.Root,
		Crates: []JSONCrate{}, Findings: []JSONFinding{}, Suppressed: []JSONSuppressed{},
	}}
}

// Crate implements Handler.
func (j *jsonHandler) Crate(c *CheckedCrate) error {
	j.out.Crates = append(j.out.Crates, *j.crate(c))
	return nil
}

// Finding implements Handler.
func (j *jsonHandler) Finding(f *rules.Finding) error {
	j.out.Findings = append(j.out.Findings, *j.finding(f))
	return nil
}

// Suppressed implements Handler.
func (j *jsonHandler) Suppressed(s *rules.Suppressed) error {
	j.out.Suppressed = append(j.out.Suppressed, *j.suppressed(s))
	return nil
}

// End implements Handler.
func (j *jsonHandler) End(r *cdylibls.Report) error {
	j.out.Summary = *j.total(r)
	return show.JSON(j.w, &j.out)
}

// total is the summary of what was encoded.
func (e *encoder) total(r *cdylibls.Report) *jsonSummary {
	for _, res := range r.Results {
		e.summary.Files += res.FilesRead
	}
	e.summary.Hidden = len(r.Hidden)
	return &e.summary
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

func (e *encoder) finding(f *rules.Finding) *JSONFinding {
	e.summary.count(f.Severity)
	e.summary.Places += len(f.Places())
	file := e.src.File(f.Place.File)
	out := &JSONFinding{
		Rule: f.Rule, Severity: f.Severity.String(), Message: f.Message,
		File: show.Relative(e.root, f.Place.File), Start: file.At(f.Place.Span.Start), End: file.At(f.Place.Span.End),
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
		artifact := show.Relative(e.root, f.Evidence.Artifact)
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
	e.paths(out, f)
	for _, fix := range f.Fixes {
		j := jsonFix{Title: fix.Title, Safe: fix.Safe, Edits: []jsonEdit{}}
		for _, ed := range fix.Edits {
			src := e.src.File(ed.File)
			j.Edits = append(j.Edits, jsonEdit{show.Relative(e.root, ed.File), src.At(ed.Span.Start), src.At(ed.Span.End), ed.Text})
		}
		out.Fixes = append(out.Fixes, j)
	}
	return out
}

// suppressed is a finding that a comment silences.
func (e *encoder) suppressed(s *rules.Suppressed) *JSONSuppressed {
	e.summary.Suppressed++
	at := e.src.File(s.Place.File).At(s.Place.Span.Start)
	return &JSONSuppressed{s.Rule, show.Relative(e.root, s.Place.File), at.Line, s.Directive.Reason}
}

// place is one site of a finding with the libraries that it concerns.
func (e *encoder) place(f *rules.Finding) jsonPlace {
	file := e.src.File(f.Place.File)
	out := jsonPlace{File: show.Relative(e.root, f.Place.File), Start: file.At(f.Place.Span.Start), End: file.At(f.Place.Span.End), Libraries: []string{}}
	if f.Package != nil {
		out.Crate = f.Package.Name
	}
	for _, t := range f.OwnLibraries() {
		out.Libraries = append(out.Libraries, t.Name)
	}
	return out
}

// paths fills in the roots, and the chain of the first.
func (e *encoder) paths(out *JSONFinding, f *rules.Finding) {
	seen := map[*analysis.Root]bool{}
	for i, p := range f.Paths {
		if i == 0 {
			for _, s := range p.Chain {
				at := e.src.File(s.Place.File).At(s.Place.Span.Start)
				out.Chain = append(out.Chain, jsonStep{s.Message, show.Relative(e.root, s.Place.File), at.Line, at.Column})
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
	at := e.src.File(r.Place.File).At(r.Place.Span.Start)
	return jsonRoot{string(r.Moment), r.Name, show.Relative(e.root, r.Place.File), at.Line}
}
