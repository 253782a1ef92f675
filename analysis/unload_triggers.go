package analysis

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// triggers of a file of the crate.
func (u *unloader) triggers(path string) words.Class {
	for _, sc := range u.scans {
		if t, ok := sc.unload[path]; ok {
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
	t := u.scanOf(path).bodyWords(path, text) & file & remnantWord
	if file&localWord != 0 && bytes.Contains(text, []byte("_local")) {
		t |= localWord
	}
	return t
}

// isTest reports a function that only a test harness calls.
func isTest(attrs []*rust.Attr) bool {
	return slices.ContainsFunc(attrs, func(a *rust.Attr) bool {
		return a.Meta != nil && (lastSegment(a.Meta.Path) == "test" || lastSegment(a.Meta.Path) == "bench")
	})
}

// declaresStatic tells the declaration of a static from the lifetime, which
// stands in nearly every file.
func declaresStatic(src []byte) bool {
	found := false
	eachWord(src, "static")(func(at int) bool {
		if at > 0 && src[at-1] == '\'' {
			return true
		}
		rest := bytes.TrimLeft(src[at+len("static"):], " \t\r\n")
		for _, word := range []string{"mut ", "ref "} {
			rest = bytes.TrimLeft(bytes.TrimPrefix(rest, []byte(word)), " ")
		}
		found = len(rest) > 0 && (rest[0] == '_' || rest[0] >= 'A' && rest[0] <= 'Z')
		return !found
	})
	return found
}
