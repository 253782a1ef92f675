package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// githubCommands are the workflow commands that annotate a file.
var githubCommands = map[rules.Severity]string{
	rules.Error: "error", rules.Warning: "warning", rules.Information: "notice", rules.Hint: "notice",
}

// What a workflow command's text and properties cannot hold as it is.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// githubHandler prints one workflow command for each finding, which GitHub Actions
// shows as an annotation on the line.
type githubHandler struct {
	silent
	w io.Writer
	o *Options
}

func newGitHub(w io.Writer, o *Options) Handler { return &githubHandler{w: w, o: o} }

// Finding implements Handler.
func (g *githubHandler) Finding(f *rules.Finding) error {
	file := g.o.Sources.File(f.Place.File)
	start, end := file.At(f.Place.Span.Start), file.At(f.Place.Span.End)
	properties := [][2]string{
		{"file", show.Relative(g.o.Base, f.Place.File)},
		{"line", strconv.Itoa(start.Line)}, {"endLine", strconv.Itoa(end.Line)},
	}
	if start.Line == end.Line { // GitHub takes columns within one line only
		properties = append(properties, [2]string{"col", strconv.Itoa(start.Column)}, [2]string{"endColumn", strconv.Itoa(end.Column)})
	}
	properties = append(properties, [2]string{"title", f.Rule})
	var list []string
	for _, p := range properties {
		list = append(list, p[0]+"="+githubProperty.Replace(rules.Visible(p[1])))
	}
	text := rules.Visible(f.Message) + more(f)
	if f.Help != "" {
		text += "\nhelp: " + rules.Visible(f.Help)
	}
	_, err := fmt.Fprintf(g.w, "::%s %s::%s\n", githubCommands[f.Severity], strings.Join(list, ","), githubData.Replace(text))
	return err
}
