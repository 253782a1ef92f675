package main

import (
	"fmt"
	"io"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// gitlabIssue is one entry of GitLab's code quality report.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
	End   int `json:"end"`
}

var gitlabSeverities = map[rules.Severity]string{
	rules.Error: "critical", rules.Warning: "major", rules.Information: "minor", rules.Hint: "info",
}

// gitlabHandler prints GitLab's code quality report. GitLab takes an issue for the
// same as one of the target branch where the fingerprints agree.
type gitlabHandler struct {
	quietHandler
	w   io.Writer
	o   *formatOptions
	ids *identities
	out []gitlabIssue
}

func newGitLab(w io.Writer, o *formatOptions) formatHandler {
	return &gitlabHandler{w: w, o: o, ids: newIdentities(o.Base, o.Sources), out: []gitlabIssue{}}
}

// Finding implements formatHandler.
func (g *gitlabHandler) Finding(f *rules.Finding) error {
	file := g.o.Sources.file(f.Place.File)
	id := g.ids.of(f.Rule, f.Place)
	g.out = append(g.out, gitlabIssue{
		Description: f.Message + more(f), CheckName: f.Rule, Severity: gitlabSeverities[f.Severity],
		Fingerprint: fmt.Sprintf("%s-%d", id.hash(), id.Ordinal),
		Location:    gitlabLocation{relative(g.o.Base, f.Place.File), gitlabLines{file.at(f.Place.Span.Start).Line, file.at(f.Place.Span.End).Line}},
	})
	return nil
}

// End implements formatHandler.
func (g *gitlabHandler) End(*cdylibls.Report) error { return encodeJSON(g.w, g.out) }
