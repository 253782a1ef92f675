package main

import (
	"fmt"
	"io"

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

// writeGitLab prints GitLab's code quality report. GitLab takes an issue for the
// same as one of the target branch where the fingerprints agree.
func writeGitLab(w io.Writer, o *output) error {
	ids := newIdentities(o.base, o.src)
	out := []gitlabIssue{}
	for _, f := range o.findings {
		file := o.src.file(f.Place.File)
		id := ids.of(f.Rule, f.Place)
		out = append(out, gitlabIssue{
			Description: f.Message + more(f), CheckName: f.Rule, Severity: gitlabSeverities[f.Severity],
			Fingerprint: fmt.Sprintf("%s-%d", id.hash(), id.Ordinal),
			Location:    gitlabLocation{relative(o.base, f.Place.File), gitlabLines{file.at(f.Place.Span.Start).Line, file.at(f.Place.Span.End).Line}},
		})
	}
	return encodeJSON(w, out)
}
