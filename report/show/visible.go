package show

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// visibleWriter passes text on with what steers a terminal made visible. It is for text
// in which the program itself puts nothing of the kind; a rune is never cut in two by
// what writes here.
type visibleWriter struct{ w io.Writer }

// Visible wraps a writer in one.
func Visible(w io.Writer) io.Writer { return visibleWriter{w} }

func (v visibleWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(v.w, rules.VisibleLines(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// jsonWriter passes JSON on with the same runes as escapes, which mean the same: the
// encoder escapes only those below the blank.
type jsonWriter struct{ w io.Writer }

func (j jsonWriter) Write(p []byte) (int, error) {
	var b strings.Builder
	for text := p; len(text) > 0; {
		r, n := utf8.DecodeRune(text)
		if r >= 0x7f && r != unicode.ReplacementChar && rules.VisibleRune(r) == unicode.ReplacementChar {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.Write(text[:n])
		}
		text = text[n:]
	}
	if _, err := io.WriteString(j.w, b.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}
