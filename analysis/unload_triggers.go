package analysis

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// trigger is a set of things that a file or function may do, told from its text.
type trigger uint16

// addTriggers enters the words of all triggers into the scan of a package.
func addTriggers(w *wordSet) {
	for _, t := range triggerWords {
		w.add(uint32(t.is)<<triggerShift, t.words...)
	}
	for _, g := range gates {
		w.add(uint32(g.is)<<triggerShift, g.words...)
	}
	for is, words := range dataWords() {
		w.add(uint32(is)<<triggerShift, words...)
	}
	w.add(uint32(declaresTLS)<<triggerShift, "thread_local", "task_local")
	w.add(uint32(namesStatic)<<triggerShift, "static")
}

// triggers tells what a file may do from the classes of words found in it.
func triggers(found uint32) trigger {
	t := trigger(found >> triggerShift)
	for _, g := range gates {
		if t&g.is == 0 {
			t &^= g.of
		}
	}
	return t &^ (threadGate | signalGate | valueGate)
}

// functionTriggers tells what one function may do. A trigger costs a walk of the
// function with everything that its types need, so the words alone, which many
// functions use for something else, are not enough.
func functionTriggers(src []byte) trigger {
	t := trigger(bodyWords().find(src))
	for _, r := range refined {
		if t&r.of != 0 && !r.by.Match(src) {
			t &^= r.of
		}
	}
	return t
}

// triggers of a file of the crate.
func (u *unloader) triggers(path string) trigger {
	for _, sc := range u.scans {
		if t, ok := sc.unload[path]; ok {
			return t
		}
	}
	return 0
}

func (u *unloader) defTriggers(d *names.Def, file trigger) trigger {
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
	t := functionTriggers(text) & file
	if file&declaresTLS != 0 && bytes.Contains(text, []byte("_local")) {
		t |= declaresTLS
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
	eachWord(src, "static", func(at int) bool {
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
