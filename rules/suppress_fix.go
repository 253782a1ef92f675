package rules

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// offerSuppressions puts a fix that silences it, with room for a reason, behind
// the other fixes of every finding in the user's own sources. It is never safe:
// that a hazard is harmless is for a person to say.
func (d *driver) offerSuppressions() {
	byFile := map[string][]*Finding{}
	for _, f := range d.findings {
		atHand := d.ours(f.Place.File) || f.Package != nil && f.Package.Source == "path"
		if r := ByID(f.Rule); r != nil && r.Category != Housekeeping && atHand {
			byFile[f.Place.File] = append(byFile[f.Place.File], f)
		}
	}
	for _, file := range sortedKeys(byFile) {
		text, mark, anchors := d.anchors(file, byFile[file])
		for i, f := range byFile[file] {
			if anchors == nil || anchors[i] < 0 {
				continue
			}
			at := anchors[i]
			// A shared finding may come from several workspaces: clip before adding.
			f.Fixes = append(f.Fixes[:len(f.Fixes):len(f.Fixes)], Fix{
				Title: "suppress `" + f.Rule + "` here", Suppresses: true,
				Edits: []Edit{{File: file, Span: rust.Span{Start: at, End: at},
					Text: ownLine(text, at, mark+" cdylib-ls: allow("+f.Rule+") TODO: reason")}},
			})
		}
	}
}

// WithSuppressions returns copies of findings of a check that left them out with
// the fixes that silence them.
func WithSuppressions(results []*analysis.Result, findings []*Finding) []*Finding {
	out := make([]*Finding, len(findings))
	rest := map[*Finding]bool{}
	for i, f := range findings {
		own := *f
		out[i], rest[&own] = &own, true
	}
	for _, res := range results {
		d := newDriver(res, Config{})
		d.findings = slices.DeleteFunc(slices.Clone(out), func(f *Finding) bool { return !rest[f] })
		d.offerSuppressions()
		for _, f := range d.findings {
			if n := len(f.Fixes); n > 0 && f.Fixes[n-1].Suppresses {
				delete(rest, f)
			}
		}
	}
	return out
}

// anchors gives the file's text, how its comments begin, and for each finding
// where a directive can stand; nil where the tool would not read one.
func (d *driver) anchors(file string, findings []*Finding) (text []byte, mark string, at []int) {
	if strings.HasSuffix(file, ".rs") {
		src := d.res.Sources[file]
		if src == nil {
			return nil, "", nil
		}
		offsets := make([]int, len(findings))
		for i, f := range findings {
			offsets[i] = f.Place.Span.Start
		}
		at, err := rust.Anchors(context.Background(), src.Source, offsets)
		if err != nil {
			return nil, "", nil
		}
		return src.Source, "//", at
	}
	if src := d.res.Foreign[file]; src != nil {
		for _, f := range findings {
			line := src[bytes.LastIndexByte(src[:f.Place.Span.Start], '\n')+1:]
			at = append(at, len(src)-len(bytes.TrimLeft(line, " \t")))
		}
		return src, "//", at
	}
	if d.res.Workspace == nil {
		return nil, "", nil
	}
	doc := d.res.Workspace.Document(file)
	if doc == nil {
		return nil, "", nil
	}
	for _, f := range findings {
		at = append(at, doc.Anchor(f.Place.Span.Start))
	}
	return doc.Source, "#", at
}

// ownLine is a line to insert in front of the code at an offset: indented like it,
// with the file's line ends, and with a line break first where code stands before.
func ownLine(text []byte, at int, line string) string {
	start := bytes.LastIndexByte(text[:at], '\n') + 1
	before := text[start:at]
	indent := before[:len(before)-len(bytes.TrimLeft(before, " \t"))]
	end := lineEnd(text)
	out := line + end + string(indent)
	if len(indent) < len(before) {
		out = end + string(indent) + out
	}
	return out
}

// lineEnd is how the lines of a text end.
func lineEnd(text []byte) string {
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// insert is an edit that puts text at one place.
func insert(file string, at int, text string) Edit {
	return Edit{File: file, Span: rust.Span{Start: at, End: at}, Text: text}
}

// source is the file that a place stands in, nil if its text is not at hand.
func (p *Pass) source(at analysis.Place) *rust.File { return p.Result.Sources[at.File] }
