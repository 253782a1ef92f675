package rules

import (
	"regexp"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

var (
	formatString = regexp.MustCompile(`^[^"(\[{]*[(\[{]\s*(?:[\w.]+\s*,\s*)?"((?:[^"\\]|\\.)*)"`)
	placeholder  = regexp.MustCompile(`\{[^{}]*\}`)
	escapes      = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\"`, `"`, `\\`, `\`, `\r`, "\r", `\0`, "\x00")
)

// minText is how much of a format string tells it from others, in bytes.
const minText = 4

// printed is the longest literal piece of the format string of the print macro at a
// place, as the file holds it; "" where there is none that tells it from others.
func (p *Pass) printed(at analysis.Place) string {
	file := p.Result.Sources[at.File]
	if file == nil || at.Span.End > len(file.Source) {
		return ""
	}
	rest := file.Source[at.Span.End:]
	const most = 2048 // bytes of a format string
	m := formatString.FindSubmatch(rest[:min(len(rest), most)])
	if m == nil || strings.Contains(string(m[1]), `\u`) || strings.Contains(string(m[1]), `\x`) {
		return ""
	}
	best := ""
	for _, piece := range placeholder.Split(strings.NewReplacer("{{", "{\x01", "}}", "\x01}").Replace(string(m[1])), -1) {
		if strings.ContainsAny(piece, "\x01") || strings.Contains(piece, "\\\n") {
			continue // escaped braces and continued lines: another piece will do
		}
		if piece = escapes.Replace(piece); len(piece) > len(best) {
			best = piece
		}
	}
	if len(best) < minText {
		return ""
	}
	return best
}
