package rust

import "bytes"

// LineDirectives reads the directives in the comments of a C file or of assembly that goes
// through its preprocessor. One behind code covers its line, one on a line of its own the
// next line that is no such comment.
func LineDirectives(src []byte) []*Directive {
	var out []*Directive
	for at := 0; ; {
		i := bytes.Index(src[at:], []byte(directiveMark))
		if i < 0 {
			break
		}
		i += at
		at = i + len(directiveMark)
		line := bytes.LastIndexByte(src[:i], '\n') + 1
		start := line + len(bytes.TrimRight(src[line:i], " \t")) - 2
		if start < line || src[start] != '/' || src[start+1] != '/' && src[start+1] != '*' {
			continue
		}
		end := len(src)
		if n := bytes.IndexByte(src[i:], '\n'); n >= 0 {
			end = i + n
		}
		if n := bytes.Index(src[i:end], []byte("*/")); src[start+1] == '*' && n >= 0 {
			end = i + n + 2
		}
		d := readDirective(src, token{start: start, end: end})
		if d == nil {
			continue
		}
		d.Covers = Span{line, end}
		if len(bytes.TrimSpace(src[line:start])) == 0 {
			d.Covers = nextLine(src, end)
		}
		if d.WholeFile {
			d.Covers = Span{0, len(src)}
		}
		out = append(out, d)
	}
	return out
}

// nextLine is the first line behind an offset that holds no directive alone.
func nextLine(src []byte, at int) Span {
	for at < len(src) {
		n := bytes.IndexByte(src[at:], '\n')
		if n < 0 {
			break
		}
		start := at + n + 1
		end := len(src)
		if m := bytes.IndexByte(src[start:], '\n'); m >= 0 {
			end = start + m
		}
		text := bytes.TrimSpace(src[start:end])
		alone := bytes.HasPrefix(text, []byte("//")) || bytes.HasPrefix(text, []byte("/*"))
		if !alone || !bytes.Contains(text, []byte(directiveMark)) {
			return Span{start, end}
		}
		at = end
	}
	return Span{len(src), len(src)}
}
