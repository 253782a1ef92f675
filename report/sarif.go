package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// SourceRoot is what the relative addresses of a log are relative to: the root of
// the repository, which the reader knows.
const SourceRoot = "SRCROOT"

// projectURL is the home of the project.
const projectURL = "https://github.com/cdylib-ls/cdylib-ls"

// sarifLevels are SARIF's words; it has none below note.
var sarifLevels = map[rules.Severity]string{
	rules.Error: "error", rules.Warning: "warning", rules.Information: "note", rules.Hint: "note",
}

// sarifHandler prints a SARIF 2.1.0 log with one run. A result names its rule by its place
// in the table of those that have one, so that all wait for the end.
type sarifHandler struct {
	silent
	w   io.Writer
	o   *Options
	ids *Identities
	run *sarif.Run
}

func newSARIF(w io.Writer, o *Options) Handler {
	return &sarifHandler{w: w, o: o, ids: NewIdentities(o.Base, o.Sources), run: sarif.NewRun()}
}

// End implements Handler.
func (s *sarifHandler) End(r *cdylibls.Report) error {
	s.tool(r)
	s.run.WithColumnKind("unicodeCodePoints")
	s.run.WithAutomationDetails(sarif.NewRunAutomationDetails().WithID("cdylib-ls/"))
	s.run.WithOriginalUriBaseIds(map[string]sarif.ArtifactLocation{SourceRoot: *sarif.NewArtifactLocation().WithDescription(message("the root of the repository"))})
	s.run.AddInvocation(sarif.NewInvocation().WithExecutionSuccessful(true))
	for _, f := range r.Findings {
		s.run.AddResult(s.result(f))
	}
	for _, f := range r.Suppressed {
		reason := sarif.NewSuppression().WithKind("inSource")
		if f.Directive.Reason != "" {
			reason.WithJustification(f.Directive.Reason)
		}
		s.run.AddResult(s.result(f.Finding).AddSuppression(reason))
	}
	log := sarif.NewReport()
	log.AddRun(s.run)
	var b bytes.Buffer
	if err := log.Write(&b); err != nil {
		return err
	}
	var doc any
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		return err
	}
	prune(doc)
	return show.JSON(s.w, doc)
}

// prune takes out what the library writes for properties that are not set: empty lists,
// and the -1 that the standard calls unset. They are a quarter of a log, and
// validators warn of them.
func prune(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			prune(e)
		}
	case map[string]any:
		for name, e := range v {
			list, isList := e.([]any)
			if isList && len(list) == 0 && name != "results" || e == -1.0 {
				delete(v, name)
				continue
			}
			prune(e)
		}
	}
}

// tool describes the program and those rules that have a result.
func (s *sarifHandler) tool(r *cdylibls.Report) {
	driver := sarif.NewToolComponent().WithName("cdylib-ls").WithVersion(s.o.Version).WithInformationURI(projectURL)
	s.run.WithTool(sarif.NewTool().WithDriver(driver))
	used := map[string]bool{}
	for _, f := range r.Findings {
		used[f.Rule] = true
	}
	for _, f := range r.Suppressed {
		used[f.Rule] = true
	}
	for _, rule := range rules.All() {
		if used[rule.ID] {
			driver.AddRule(describeRule(rule))
		}
	}
}

// describeRule gives a rule's page as readers of SARIF show it.
func describeRule(r *rules.Rule) *sarif.ReportingDescriptor {
	severity := sarifLevels[r.Severity]
	if severity == "note" {
		severity = "recommendation" // the word of code scanning for it
	}
	bag := sarif.NewPropertyBag().WithTags([]string{strings.ToLower(string(r.Category))}).Add("problem.severity", severity)
	text := func(s string) *sarif.MultiformatMessageString { return sarif.NewMultiformatMessageString().WithText(s) }
	return sarif.NewReportingDescriptor().WithID(r.ID).WithName(pascalCase(r.ID)).
		WithShortDescription(text(r.Title)).WithFullDescription(text(r.Title)).
		WithHelp(text(r.Doc).WithMarkdown(r.Doc)).WithHelpURI(r.URL()).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(sarifLevels[r.Severity])).
		WithProperties(bag)
}

// pascalCase turns missing-used into MissingUsed, as SARIF wants a rule's name.
func pascalCase(id string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

func (s *sarifHandler) result(f *rules.Finding) *sarif.Result {
	text := f.Message
	if f.Help != "" {
		text += "\nhelp: " + f.Help
	}
	// The key is that of the first place; the others are counted as if they were alone.
	var id Identity
	var locations []*sarif.Location
	for i, site := range f.Places() {
		key := s.ids.Of(site.Rule, site.Place)
		if i == 0 {
			id = key
		}
		locations = append(locations, s.location("", site.Place))
	}
	r := sarif.NewRuleResult(f.Rule).WithRuleIndex(s.run.GetRuleIndex(f.Rule)).
		WithLevel(sarifLevels[f.Severity]).WithMessage(message(text)).
		WithLocations(locations).
		WithPartialFingerprints(map[string]string{
			"primaryLocationLineHash": fmt.Sprintf("%s:%d", id.hash(), id.Ordinal), // the one that GitHub compares
		})
	for _, path := range f.Paths {
		r.AddCodeFlow(s.flow(path))
	}
	for i, step := range f.Related {
		r.AddRelatedLocation(s.location(step.Message, step.Place).WithID(i))
	}
	for i := range f.Fixes {
		if !f.Fixes[i].Suppresses {
			r.AddFixe(s.fix(&f.Fixes[i]))
		}
	}
	bag := sarif.NewPropertyBag().Add("evidence", f.Evidence.Level)
	if f.Evidence.Artifact != "" {
		bag.Add("artifact", show.Relative(s.o.Base, f.Evidence.Artifact)).Add("evidenceDetails", f.Evidence.Details)
	}
	if f.Package != nil {
		bag.Add("crate", f.Package.Name)
	}
	return r.WithProperties(bag)
}

// flow is a chain with its root in front.
func (s *sarifHandler) flow(p analysis.RootPath) *sarif.CodeFlow {
	flow := sarif.NewThreadFlow()
	add := func(text string, at analysis.Place) {
		flow.AddLocation(sarif.NewThreadFlowLocation().WithLocation(s.location(text, at)))
	}
	add(rules.RootNoun(p.Root)+", registered by `"+p.Root.Registration+"`", p.Root.Place)
	for _, step := range p.Chain {
		add(step.Message, step.Place)
	}
	return sarif.NewCodeFlow().AddThreadFlow(flow)
}

func (s *sarifHandler) fix(fix *rules.Fix) *sarif.Fix {
	out := sarif.NewFix().WithDescription(message(fix.Title))
	var files []string
	changes := map[string]*sarif.ArtifactChange{}
	for _, e := range fix.Edits {
		if changes[e.File] == nil {
			files = append(files, e.File)
			changes[e.File] = sarif.NewArtifactChange().WithArtifactLocation(s.artifact(e.File))
		}
		changes[e.File].AddReplacement(sarif.NewReplacement().
			WithDeletedRegion(s.region(analysis.Place{File: e.File, Span: e.Span})).
			WithInsertedContent(sarif.NewArtifactContent().WithText(e.Text)))
	}
	for _, f := range files {
		out.AddArtifactChange(changes[f])
	}
	return out
}

// location is a place; text says what is there and may be empty.
func (s *sarifHandler) location(text string, p analysis.Place) *sarif.Location {
	l := sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().WithArtifactLocation(s.artifact(p.File)).WithRegion(s.region(p)))
	if text != "" {
		l.WithMessage(message(text))
	}
	return l
}

func (s *sarifHandler) region(p analysis.Place) *sarif.Region {
	file := s.o.Sources.File(p.File)
	start, end := file.At(p.Span.Start), file.At(p.Span.End)
	return sarif.NewRegion().WithStartLine(start.Line).WithStartColumn(start.Column).WithEndLine(end.Line).WithEndColumn(end.Column)
}

// artifact is the address of a file: relative to the repository, absolute outside.
func (s *sarifHandler) artifact(file string) *sarif.ArtifactLocation {
	rel := show.Relative(s.o.Base, file)
	if filepath.IsAbs(filepath.FromSlash(rel)) {
		u := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(rel, "/")}
		return sarif.NewArtifactLocation().WithURI(u.String())
	}
	return sarif.NewArtifactLocation().WithURI((&url.URL{Path: rel}).String()).WithURIBaseID(SourceRoot)
}

func message(text string) *sarif.Message { return sarif.NewTextMessage(text) }
