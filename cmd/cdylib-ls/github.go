package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

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

// writeGitHub prints one workflow command for each finding, which GitHub Actions
// shows as an annotation on the line.
func writeGitHub(w io.Writer, o *output) error {
	for _, f := range o.findings {
		file := o.src.file(f.Place.File)
		start, end := file.at(f.Place.Span.Start), file.at(f.Place.Span.End)
		properties := [][2]string{
			{"file", relative(o.base, f.Place.File)},
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
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", githubCommands[f.Severity], strings.Join(list, ","), githubData.Replace(text)); err != nil {
			return err
		}
	}
	return nil
}
