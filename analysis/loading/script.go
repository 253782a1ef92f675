package loading

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// maxScript bounds the size of a version script.
const maxScript = 1 << 20

// missingSymbols compares the version scripts on the link line with the sources.
// Names may come out of macros, C files or dependencies; only one that stands in
// no source file at all is certainly not defined there.
func (b *builder) missingSymbols(l *analysis.Loading) {
	for _, s := range l.Link.Scripts {
		if s.Kind != "version-script" {
			continue
		}
		path := scriptPath(l.Target.Package, s.Path)
		src, err := b.FS.ReadFile(path, maxScript)
		if err != nil {
			continue
		}
		missing := globals(path, src)
		for i := range missing {
			missing[i].Arg = s.Arg
		}
		l.Missing = append(l.Missing, b.notNamed(l, missing)...)
	}
}

// scriptPath resolves a path as the linker sees it: relative to the package. A
// leading `{…}` of a build script is taken to be the package's folder.
func scriptPath(p *workspace.Package, path string) string {
	if strings.HasPrefix(path, "{") {
		_, rest, _ := strings.Cut(path, "}")
		path = strings.TrimLeft(rest, "/")
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(p.Dir, filepath.FromSlash(path))
}

var scriptName = regexp.MustCompile(`[A-Za-z_.$*?\[\]@][\w.$*?\[\]@]*\s*[:;]?`)

// globals lists the plain names that a version script exports.
func globals(path string, src []byte) []analysis.MissingSymbol {
	text := scriptComment.ReplaceAllStringFunc(string(src), func(c string) string { return strings.Repeat(" ", len(c)) })
	var out []analysis.MissingSymbol
	global := true
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '{' || c == '}':
			global = true
			i++
		case c == '"': // C++ names and blocks in quotes are not compared
			end := strings.IndexByte(text[i+1:], '"')
			i += max(end, 0) + 2
		default:
			m := scriptName.FindStringIndex(text[i:])
			if m == nil || m[0] != 0 {
				i++
				continue
			}
			word := text[i : i+m[1]]
			name := strings.TrimRight(word, ":; \t\r\n")
			switch {
			case strings.HasSuffix(word, ":"):
				global = name != "local"
			case strings.HasSuffix(word, ";") && global && !strings.ContainsAny(name, "*?[]@.$"):
				out = append(out, analysis.MissingSymbol{Name: name, Place: analysis.Place{File: path, Span: rust.Span{Start: i, End: i + len(name)}}})
			}
			i += m[1]
		}
	}
	return out
}

var scriptComment = regexp.MustCompile(`(?s)/\*.*?\*/|#[^\n]*`)

// notNamed keeps the symbols that no source of the linked packages speaks of.
func (b *builder) notNamed(l *analysis.Loading, symbols []analysis.MissingSymbol) []analysis.MissingSymbol {
	for _, sc := range b.Scans {
		if !slices.Contains(b.Linked[sc.Pkg.Manifest], l.Target) {
			continue
		}
		for _, path := range slices.Concat(sc.Files, sc.Foreign) {
			if path == sc.Pkg.BuildScript {
				continue // may speak of any name
			}
			src, err := b.FS.ReadFile(path, rust.MaxSource)
			if err != nil {
				return nil
			}
			if filepath.Ext(path) == ".rs" {
				src = rust.Code(src, true) // a symbol may be the text of an attribute
			} else {
				src = withoutComments(src)
			}
			symbols = slices.DeleteFunc(symbols, func(s analysis.MissingSymbol) bool { return words.Contains(src, s.Name) })
		}
	}
	return symbols
}
