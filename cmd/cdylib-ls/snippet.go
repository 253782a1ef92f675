package main

import (
	"strings"
	"unicode"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// maxLine is the widest source line that is shown whole, in terminal cells.
const maxLine = 120

// tabWidth is what a tab is shown as: rustc's four blanks.
const tabWidth = 4

// snippet prepares one source line for a terminal: tabs widened, control
// characters made visible, long lines cut around the marked columns. It returns
// the text, and where and how wide the mark is in cells. Columns count runes
// from 1; end is exclusive.
func snippet(line string, start, end int) (text string, at, width int) {
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

// wideRanges are the blocks that terminals show two cells wide (East Asian Wide
// and Fullwidth, and emoji), coarsely: a caret may be off in rare scripts.
var wideRanges = [][2]rune{
	{0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
	{0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},
	{0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF},
	{0x20000, 0x3FFFD},
}

func wide(r rune) bool {
	for _, w := range wideRanges {
		if w[0] <= r && r <= w[1] {
			return true
		}
	}
	return false
}
