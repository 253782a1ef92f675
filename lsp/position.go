package lsp

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// encoding is the unit in which a client counts the characters of a line.
type encoding string

// The encodings of LSP 3.17; clients that announce none mean UTF-16.
const (
	utf8Units  encoding = "utf-8"
	utf16Units encoding = "utf-16"
	utf32Units encoding = "utf-32"
)

// chooseEncoding takes the cheapest of those a client offers: bytes are what the
// rest of the program counts.
func chooseEncoding(offered []encoding) encoding {
	for _, e := range []encoding{utf8Units, utf32Units} {
		for _, o := range offered {
			if o == e {
				return e
			}
		}
	}
	return utf16Units
}

// mapper converts between byte offsets of one text and positions as the client
// counts: lines from 0, characters from 0 in units of the encoding. Nothing else
// converts positions. Lines end in \n, \r\n or \r.
type mapper struct {
	text   []byte
	starts []int // byte offsets at which lines begin
	enc    encoding
}

func newMapper(text []byte, enc encoding) *mapper {
	m := &mapper{text: text, starts: []int{0}, enc: enc}
	returns := bytes.IndexByte(text, '\r') >= 0
	for at := 0; at < len(text); {
		var i int
		if returns {
			i = bytes.IndexAny(text[at:], "\r\n")
		} else {
			i = bytes.IndexByte(text[at:], '\n')
		}
		if i < 0 {
			break
		}
		at += i + 1
		if text[at-1] == '\r' && at < len(text) && text[at] == '\n' {
			at++
		}
		m.starts = append(m.starts, at)
	}
	return m
}

// position converts an offset; one outside the text is moved into it.
func (m *mapper) position(offset int) protocol.Position {
	offset = max(0, min(offset, len(m.text)))
	line := sort.SearchInts(m.starts, offset+1) - 1
	return protocol.Position{Line: uint32(line), Character: uint32(m.units(m.text[m.starts[line]:offset]))}
}

// span converts a range of bytes.
func (m *mapper) span(s rust.Span) protocol.Range {
	return protocol.Range{Start: m.position(s.Start), End: m.position(s.End)}
}

// units counts the characters of a piece of a line.
func (m *mapper) units(text []byte) int {
	switch m.enc {
	case utf8Units:
		return len(text)
	case utf32Units:
		return utf8.RuneCount(text)
	}
	n := 0
	for len(text) > 0 {
		size := 1
		if text[0] >= utf8.RuneSelf {
			if _, size = utf8.DecodeRune(text); size == 4 {
				n++ // a surrogate pair
			}
		}
		text = text[size:]
		n++
	}
	return n
}

// offset converts a position. As the protocol has it, one beyond the end of a
// line is the line's end, and one inside a character is the character's start.
func (m *mapper) offset(p protocol.Position) int {
	line := int(p.Line)
	if line >= len(m.starts) {
		return len(m.text)
	}
	at, end := m.starts[line], m.lineEnd(line)
	for left := int(p.Character); left > 0 && at < end; {
		size, units := 1, 1
		if m.text[at] >= utf8.RuneSelf {
			_, size = utf8.DecodeRune(m.text[at:end])
			switch {
			case m.enc == utf8Units:
				units = size
			case m.enc == utf16Units && size == 4:
				units = 2
			}
		}
		if left -= units; left < 0 {
			break
		}
		at += size
	}
	return at
}

// lineEnd is the offset of a line's end, before the characters that end it.
func (m *mapper) lineEnd(line int) int {
	if line+1 >= len(m.starts) {
		return len(m.text)
	}
	end := m.starts[line+1] - 1
	if m.text[end] == '\n' && end > m.starts[line] && m.text[end-1] == '\r' {
		end--
	}
	return end
}

// bytes converts a range of positions. One whose end is before its start is empty.
func (m *mapper) bytes(r protocol.Range) rust.Span {
	s := rust.Span{Start: m.offset(r.Start), End: m.offset(r.End)}
	s.End = max(s.Start, s.End)
	return s
}
