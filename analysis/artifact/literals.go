package artifact

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/code"
)

// printText is what std's print functions panic with.
const printText = "failed printing to "

// texts are the messages of std's panic and print machinery, by which it is known
// where names are stripped: literals keep their bytes. Each stands at the start of
// a literal or behind the few bytes of a format template.
var texts = []struct {
	text string
	kind Kind
}{
	{printText, Stdio},
	{"panicked at ", ""},
	{"thread '", ""},
	{"aborting due to panic at ", ""},
	{"thread panicked while processing panic", ""},
	{"thread caused non-unwinding panic", ""},
	{hookNote, ""},
	{"fatal runtime error: failed to initiate panic", ""},
	{"fatal runtime error: Rust panics must be rethrown", ""},
	{"fatal runtime error: Rust cannot catch foreign exceptions", ""},
}

// hookNote is what the closure of the default panic hook prints.
const hookNote = "note: run with `RUST_BACKTRACE=1`"

// literal is one of the texts in the file.
type literal struct {
	addr uint64
	text string
	kind Kind
}

// findLiterals looks for the texts in all data, once: functions refer to data far more
// often than there are such literals.
func (l *Library) findLiterals() []literal {
	out := []literal{}
	l.contents(func(addr uint64, b []byte) bool {
		for _, t := range texts {
			for at := 0; ; {
				i := bytes.Index(b[at:], []byte(t.text))
				if i < 0 {
					break
				}
				out = append(out, literal{addr + uint64(at+i), t.text, t.kind})
				at += i + 1
			}
		}
		return true
	})
	slices.SortFunc(out, func(a, b literal) int { return cmp.Compare(a.addr, b.addr) })
	return out
}

// literalAt is the text at the start of the literal at addr, a template's few bytes left
// out; nil if it is none. A &str, or an array of them, is followed.
func (l *Library) literalAt(addr uint64) *literal {
	if l.literals == nil {
		l.literals = l.findLiterals()
	}
	if t := l.near(addr); t != nil {
		return t
	}
	if to, imp, ok := l.Graph.Image.Pointee(addr); ok && imp == nil {
		return l.near(to)
	}
	return nil
}

func (l *Library) near(addr uint64) *literal {
	const template = 3 // bytes
	i, _ := slices.BinarySearchFunc(l.literals, addr, func(t literal, a uint64) int { return cmp.Compare(t.addr, a) })
	if i == len(l.literals) || l.literals[i].addr-addr > template {
		return nil
	}
	return &l.literals[i]
}

// markStripped judges a function of a stripped file by the literals it uses.
func (l *Library) markStripped(fn int) mark {
	for _, ref := range l.Graph.Refs(fn) {
		if t := l.literalAt(ref.Addr); t != nil {
			return mark{cut: true, kind: t.kind}
		}
	}
	for _, e := range l.Graph.Edges(fn) {
		if e.Import != nil && e.Import.Name == "_Unwind_RaiseException" {
			return mark{cut: true}
		}
		// The default hook has no text of its own; the closure that it calls has.
		if e.Import == nil && e.Kind.Direct() && e.Func != fn && l.hooks(e.Func) {
			return mark{cut: true}
		}
	}
	return mark{}
}

// hooks reports that a function refers to the note of the panic hook. It is asked for
// each call of a function and answered once.
func (l *Library) hooks(fn int) bool {
	if is, known := l.hook[fn]; known {
		return is
	}
	is := slices.ContainsFunc(l.Graph.Refs(fn), func(ref code.Ref) bool {
		t := l.literalAt(ref.Addr)
		return t != nil && t.text == hookNote
	})
	if l.hook == nil {
		l.hook = map[int]bool{}
	}
	l.hook[fn] = is
	return is
}
