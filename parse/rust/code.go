package rust

import "bytes"

// Code is a copy of src in which comments are blank, so that a word in it is one of the
// program; with literals, the contents of strings and characters are kept, without it
// they are blank too. Line ends stay, and so does every offset.
func Code(src []byte, literals bool) []byte {
	out := bytes.Clone(src)
	l := lexer{src: src, comments: true}
	l.skipPrologue()
	for {
		t := l.next()
		switch t.kind {
		case tokEOF:
			return out
		case tokComment:
			Blank(out[t.start:t.end])
		case tokStr, tokChar:
			if !literals {
				Blank(out[t.start:t.end])
			}
		}
	}
}

// Blank makes blanks of a text in place; line ends stay.
func Blank(text []byte) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
}

// Wraps reports a string or comment that goes over a line end, whose text would change
// with the indentation of the lines.
func Wraps(src []byte) bool {
	l := lexer{src: src, comments: true}
	for {
		t := l.next()
		switch t.kind {
		case tokEOF:
			return false
		case tokStr, tokComment:
			if bytes.IndexByte(bytes.TrimRight(src[t.start:t.end], "\r\n"), '\n') >= 0 {
				return true
			}
		}
	}
}
