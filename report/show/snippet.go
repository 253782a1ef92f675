package show

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// maxLine is the widest source line that is shown whole, in terminal cells.
const maxLine = 120

// tabWidth is what a tab is shown as: rustc's four blanks.
const tabWidth = 4

// Snippet prepares one source line for a terminal: tabs widened, control
// characters made visible, long lines cut around the marked columns. It returns
// the text, and where and how wide the mark is in cells. Columns count runes
// from 1; end is exclusive.
func Snippet(line string, start, end int) (text string, at, width int) {
	var cells []string // one entry a rune: what is shown
	var widths []int
	for _, r := range line {
		s, w := shown(r)
		cells, widths = append(cells, s), append(widths, w)
	}
	start = max(1, min(start, len(cells)+1))
	end = max(start, min(end, len(cells)+1))
	sum := func(from, to int) (n int) {
		for _, w := range widths[from:to] {
			n += w
		}
		return n
	}
	from, to := 0, len(cells)
	if sum(from, to) > maxLine {
		from = start - 1
		for from > 0 && sum(from, start-1) < maxLine/3 {
			from--
		}
		to = from
		for to < len(cells) && sum(from, to) < maxLine {
			to++
		}
	}
	text = strings.Join(cells[from:to], "")
	at, width = sum(from, start-1), sum(start-1, min(end-1, to))
	if from > 0 {
		text, at = "…"+text, at+1
	}
	if to < len(cells) {
		text += "…"
	}
	return text, at, max(1, width)
}

// shown returns what stands for a rune on a terminal, and its cells. Characters
// that could move the cursor or reverse the text are replaced.
func shown(r rune) (string, int) {
	switch {
	case r == '\t':
		return strings.Repeat(" ", tabWidth), tabWidth
	case rules.VisibleRune(r) == unicode.ReplacementChar:
		return "\uFFFD", 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return string(r), 0
	case wide(r):
		return string(r), 2
	}
	return string(r), 1
}

// emoji are the blocks of pictures, which terminals show two cells wide whatever their
// width in Unicode's table of East Asian characters is.
var emoji = &unicode.RangeTable{R32: []unicode.Range32{{Lo: 0x1F300, Hi: 0x1F64F, Stride: 1}, {Lo: 0x1F680, Hi: 0x1F6FF, Stride: 1}, {Lo: 0x1F900, Hi: 0x1F9FF, Stride: 1}}}

// wide reports whether terminals show a character two cells wide.
func wide(r rune) bool {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return true
	}
	return unicode.Is(emoji, r)
}
