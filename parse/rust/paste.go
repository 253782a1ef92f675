package rust

import "bytes"

// pasted is a text in which the concatenations of `paste!` between two offsets, such as
// `[<get_ $name:snake>]`, are the identifiers that they make, blanks after them, so that
// every offset stays. Where no case is changed, the identifier is never longer than what it
// is put together from; a change of case is left out: the name is then another one than
// rustc's, the same wherever the tokens are.
func pasted(text []byte, lo, hi int) []byte {
	if !bytes.Contains(text[lo:hi], []byte("[<")) {
		return text
	}
	out := bytes.Clone(text)
	for at := lo; at < hi; {
		open := bytes.Index(text[at:hi], []byte("[<"))
		if open < 0 {
			break
		}
		open += at
		end := bytes.Index(text[open:hi], []byte(">]"))
		if end < 0 {
			break
		}
		at = open + end + 2
		if name, ok := concatenated(text[open+2 : at-2]); ok {
			n := copy(out[open:at], name)
			copy(out[open+n:at], bytes.Repeat([]byte{' '}, at-open-n))
		}
	}
	return out
}

// concatenated is the identifier that the parts of one concatenation make; false where they
// are others than identifiers, numbers and strings with modifiers.
func concatenated(src []byte) ([]byte, bool) {
	var name []byte
	lx := lexer{src: src}
	for t := lx.next(); t.kind != tokEOF; t = lx.next() {
		word := src[t.start:t.end]
		switch {
		case t.punct(':'): // a modifier
			if lx.next().kind != tokIdent {
				return nil, false
			}
		case t.kind == tokIdent:
			name = append(name, bytes.TrimPrefix(word, []byte("r#"))...)
		default:
			for _, c := range bytes.Trim(word, `"`) {
				if c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
					return nil, false
				}
			}
			name = append(name, bytes.Trim(word, `"`)...)
		}
	}
	return name, len(name) > 0 && (name[0] < '0' || name[0] > '9')
}
