package rules

import (
	"bytes"
	"strconv"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// ourTable is where a manifest holds the settings of a package.
var ourTable = []string{"package", "metadata", "cdylib-ls"}

// answers are edits of a library's manifest that say what its host does.
func (p *Pass) answers(l *analysis.Loading) []Fix {
	doc := p.Result.Workspace.Document(l.Target.Package.Manifest)
	if doc == nil || doc.Err != nil {
		return nil
	}
	var out []Fix
	answer := func(title, key, value string) {
		if e, ok := setKey(doc, key, value); ok {
			out = append(out, Fix{Title: title + ": `" + key + " = \"" + value + "\"`", Answers: true, Edits: []Edit{e}})
		}
	}
	answer("the host unloads the library", "unload", "supported")
	answer("the host never unloads the library", "unload", "never")
	for _, h := range l.Likely {
		answer("the host is "+h.Name, "host", h.ID)
	}
	return out
}

// setKey is the edit that gives a key of our table a text, false where the file is
// written in a form that no insertion fits.
func setKey(doc *manifest.Document, key, value string) (Edit, bool) {
	for _, e := range settingEdits(doc, key, key+" = "+strconv.Quote(value)) {
		text, err := Apply(doc.Source, []Edit{e})
		if err != nil {
			continue
		}
		changed := manifest.Parse(doc.Name, text, manifest.MaxManifest)
		table := changed.Values
		for _, k := range ourTable {
			table, _ = table[k].(map[string]any)
		}
		if changed.Err == nil && table[key] == value {
			return e, true
		}
	}
	return Edit{}, false
}

// settingEdits are the ways to write a pair, most of which fit one form of file alone: in
// the place of the key, in the table or inline table, beside a dotted key, before a table
// below it, or at the end.
func settingEdits(doc *manifest.Document, key, pair string) []Edit {
	src, end := doc.Source, lineEnd(doc.Source)
	at := func(offset int, text string) Edit { return insert(doc.Name, offset, text) }
	header := "[package.metadata.cdylib-ls]" + end + pair + end
	if name, value, ok := doc.Span(append(ourTable[:3:3], key)...); ok {
		return []Edit{{File: doc.Name, Span: rust.Span{Start: name.Start, End: value.End}, Text: pair}}
	}
	var out []Edit
	if name, table, ok := doc.Span(ourTable...); ok && table.Start < len(src) && name.End <= len(src) {
		line := bytes.LastIndexByte(src[:name.Start], '\n') + 1
		out = append(out, at(line, string(src[line:name.End])+"."+pair+end))
		if i := bytes.IndexByte(src[table.Start:], '\n'); i >= 0 {
			out = append(out, at(table.Start+i+1, pair+end))
		}
		out = append(out, inside(doc, table, pair), at(len(src), end+pair+end), at(table.Start, header+end))
	}
	if _, table, ok := doc.Span(ourTable[:2]...); ok && table.Start < len(src) && src[table.Start] == '{' {
		return append(out, inside(doc, table, "cdylib-ls."+pair))
	}
	if _, table, ok := doc.Span("package"); ok && table.Start < len(src) && src[table.Start] == '{' {
		return out // closed, whatever the decoder takes
	}
	if len(src) > 0 && src[len(src)-1] != '\n' {
		end += end
	}
	return append(out, at(len(src), end+header))
}

// inside puts a pair first into an inline table.
func inside(doc *manifest.Document, table rust.Span, pair string) Edit {
	text := " " + pair + ","
	if rest := bytes.TrimSpace(doc.Source[table.Start+1:]); len(rest) > 0 && rest[0] == '}' {
		text = " " + pair + " "
	}
	return insert(doc.Name, table.Start+1, text)
}
