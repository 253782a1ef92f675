package report

import (
	"fmt"
	"io"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/report/show"
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
	silent
	w   io.Writer
	o   *Options
	ids *Identities
	out []gitlabIssue
}

func newGitLab(w io.Writer, o *Options) Handler {
	return &gitlabHandler{w: w, o: o, ids: NewIdentities(o.Base, o.Sources), out: []gitlabIssue{}}
}

// Finding implements Handler.
func (g *gitlabHandler) Finding(f *rules.Finding) error {
	file := g.o.Sources.File(f.Place.File)
	id := g.ids.Of(f.Rule, f.Place)
	g.out = append(g.out, gitlabIssue{
		Description: f.Message + more(f), CheckName: f.Rule, Severity: gitlabSeverities[f.Severity],
		Fingerprint: fmt.Sprintf("%s-%d", id.hash(), id.Ordinal),
		Location:    gitlabLocation{show.Relative(g.o.Base, f.Place.File), gitlabLines{file.At(f.Place.Span.Start).Line, file.At(f.Place.Span.End).Line}},
	})
	return nil
}

// End implements Handler.
func (g *gitlabHandler) End(*cdylibls.Report) error { return show.JSON(g.w, g.out) }
