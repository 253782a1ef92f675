package lsp

import (
	"testing"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func at(line, char uint32) protocol.Position { return protocol.Position{Line: line, Character: char} }

func TestMapper(t *testing.T) {
	const text = "aé𝒳b\r\nx\ry\n\n𝒳"
	// offsets: a0 é1 𝒳3 b7 \r8 \n9 x10 \r11 y12 \n13 \n14 𝒳15..19
	tests := []struct {
		offset              int
		utf8, utf16, utf32_ protocol.Position
	}{
		{0, at(0, 0), at(0, 0), at(0, 0)},
		{1, at(0, 1), at(0, 1), at(0, 1)},
		{3, at(0, 3), at(0, 2), at(0, 2)},
		{7, at(0, 7), at(0, 4), at(0, 3)},
		{8, at(0, 8), at(0, 5), at(0, 4)},
		{10, at(1, 0), at(1, 0), at(1, 0)},
		{12, at(2, 0), at(2, 0), at(2, 0)},
		{14, at(3, 0), at(3, 0), at(3, 0)},
		{15, at(4, 0), at(4, 0), at(4, 0)},
		{19, at(4, 4), at(4, 2), at(4, 1)},
	}
	for _, tt := range tests {
		for enc, want := range map[encoding]protocol.Position{utf8Units: tt.utf8, utf16Units: tt.utf16, utf32Units: tt.utf32_} {
			m := newMapper([]byte(text), enc)
			if got := m.position(tt.offset); got != want {
				t.Errorf("%s: offset %d is %v, want %v", enc, tt.offset, got, want)
			}
			if got := m.offset(want); got != tt.offset {
				t.Errorf("%s: %v is offset %d, want %d", enc, want, got, tt.offset)
			}
		}
	}
	m := newMapper([]byte(text), utf16Units)
	for p, want := range map[protocol.Position]int{
		at(0, 3): 3, at(0, 99): 8, at(1, 9): 11, at(9, 0): 19, at(4, 99): 19,
	} {
		if got := m.offset(p); got != want {
			t.Errorf("%v is offset %d, want %d", p, got, want)
		}
	}
	if got := m.bytes(protocol.Range{Start: at(1, 0), End: at(0, 1)}); got != (rust.Span{Start: 10, End: 10}) {
		t.Errorf("a range that ends before it starts is %v", got)
	}
	if m.position(-1) != at(0, 0) || m.position(99) != at(4, 2) {
		t.Error("offsets outside are not moved into the text")
	}
}

func TestChooseEncoding(t *testing.T) {
	for _, tt := range []struct {
		offered []encoding
		want    encoding
	}{
		{nil, utf16Units}, {[]encoding{"utf-16"}, utf16Units}, {[]encoding{"utf-16", "utf-8"}, utf8Units},
		{[]encoding{"utf-16", "utf-32"}, utf32Units}, {[]encoding{"utf-7"}, utf16Units},
	} {
		if got := chooseEncoding(tt.offered); got != tt.want {
			t.Errorf("of %v %s is chosen", tt.offered, got)
		}
	}
}
