package names

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Includes says of each `include!` among the items of a file that what it takes in is not
// looked at. A file of constants alone does nothing by itself, and one that a build makes
// is not here: these are information.
func (c *Crate) Includes(f *SourceFile) []workspace.Problem {
	var out []workspace.Problem
	var walk func([]*rust.Item)
	walk = func(items []*rust.Item) {
		for _, it := range items {
			if c.env.Enabled(it.Attrs) == cfg.False {
				continue
			}
			if it.Call != nil && lastSeg(it.Call.Path) == "include" {
				out = append(out, c.included(f, it))
			}
			walk(it.Items)
		}
	}
	walk(f.AST().Items)
	return out
}

func (c *Crate) included(f *SourceFile, it *rust.Item) workspace.Problem {
	p := workspace.Problem{Rule: "unread-code", File: f.Path, Span: it.Span, Minor: true,
		Message: "what `include!` takes in is left out: its file is made by a build; what it does is not known"}
	name, ok := literalPath(it.Call.Text())
	if !ok {
		return p
	}
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(f.Path), path)
	}
	src, err := c.program.fs.ReadFile(path, rust.MaxSource)
	why := " is not looked at as a part of this file"
	if err != nil {
		why = ": " + reason(err, path)
	}
	p.Message = "what `include!` takes in is left out: " + filepath.Base(path) + why + "; what it does is not known"
	p.Minor = err == nil && !bytes.Contains(src, []byte("fn ")) && !bytes.Contains(src, []byte("#["))
	return p
}

// literalPath reads a macro's arguments that are one string.
func literalPath(tokens string) (string, bool) {
	text := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(tokens), ","))
	text = strings.TrimSpace(strings.Trim(text, "(){}[]"))
	text = strings.TrimPrefix(text, "r")
	hashes := strings.Trim(text, "#")
	if len(hashes) < 2 || hashes[0] != '"' || hashes[len(hashes)-1] != '"' || strings.Contains(hashes[1:len(hashes)-1], `"`) {
		return "", false
	}
	return hashes[1 : len(hashes)-1], true
}
