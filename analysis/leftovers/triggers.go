package leftovers

import (
	"bytes"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// triggers of a file of the crate.
func triggers(scans scan.Scans, path string) words.Class {
	for _, sc := range scans {
		if t, ok := sc.Unload[path]; ok {
			return t
		}
	}
	return 0
}

func (u *unloader) defTriggers(d *names.Def, file words.Class) words.Class {
	if d.Item.Origin != nil || d.Scope == nil || d.Scope.Module.File == nil {
		return file
	}
	src, sp := d.Scope.Module.File.AST().Source, d.Item.Span
	if sp.End > len(src) || sp.Start > sp.End {
		return 0
	}
	if !sp.Contains(d.Item.NameSpan.Start) || d.Item.Fn != nil && d.Item.Fn.Body != nil && !sp.Contains(d.Item.Fn.Body.Span.Start) {
		return file // put together by a macro from its arguments
	}
	text := src[sp.Start:sp.End]
	path := d.Scope.Module.File.Path
	t := u.ScanOf(path).BodyWords(path, text) & file & scan.RemnantWord
	if file&scan.LocalWord != 0 && bytes.Contains(text, []byte("_local")) {
		t |= scan.LocalWord
	}
	return t
}
