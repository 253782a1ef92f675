package show

import (
	"strings"
	"testing"
)

func TestSnippet(t *testing.T) {
	long := strings.Repeat("a", 200) + "MARK" + strings.Repeat("b", 200)
	tests := []struct {
		name, line string
		start, end int
		mark       string // what stands above the carets
		cells      int
	}{
		{"plain", "let x = f();", 9, 10, "f", 1},
		{"tab", "\tf();", 2, 3, "f", 1},
		{"wide", "let 日本 = f();", 10, 11, "f", 1},
		{"marked wide", "日本();", 1, 3, "日本", 4},
		{"combining", "e\u0301 = f()", 6, 7, "f", 1},
		{"long", long, 201, 205, "MARK", 4},
		{"end of line", "f();", 5, 5, "", 1},
		{"beyond the line", "f();", 40, 50, "", 1},
		{"empty", "", 1, 1, "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, at, width := Snippet(tt.line, tt.start, tt.end)
			if width != tt.cells {
				t.Errorf("width %d, want %d", width, tt.cells)
			}
			if !strings.Contains(text, tt.mark) {
				t.Fatalf("%q does not show %q", text, tt.mark)
			}
			if before := cells(text[:max(0, strings.Index(text, tt.mark))]); tt.mark != "" && before != at {
				t.Errorf("caret at %d, want %d in %q", at, before, text)
			}
			if n := cells(text); n > maxLine+2 {
				t.Errorf("%d cells wide", n)
			}
		})
	}
}

// cells is the width of text on a terminal.
func cells(text string) (n int) {
	for _, r := range text {
		_, w := shown(r)
		n += w
	}
	return n
}

func TestSnippetHidesControlCharacters(t *testing.T) {
	text, _, _ := Snippet("a\x1b[31mb\u202Ec\r", 1, 2)
	if strings.ContainsAny(text, "\x1b\u202E\r") {
		t.Errorf("control characters get through: %q", text)
	}
}

func TestPositions(t *testing.T) {
	s := &source{text: []byte("é\r\n日x\n"), starts: []int{0, 4, 9}}
	tests := []struct{ offset, line, column int }{{0, 1, 1}, {2, 1, 2}, {4, 2, 1}, {7, 2, 2}, {9, 3, 1}, {99, 3, 1}}
	for _, tt := range tests {
		if p := s.At(tt.offset); p.Line != tt.line || p.Column != tt.column {
			t.Errorf("offset %d: %d:%d, want %d:%d", tt.offset, p.Line, p.Column, tt.line, tt.column)
		}
	}
	if got := s.Line(1); got != "é" {
		t.Errorf("line 1 is %q", got)
	}
}
