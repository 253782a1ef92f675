package artifact

// The text of a format string survives in the file: as an array of strings (rustc
// 1.85), as one template of bytes (1.95), or as it is where nothing is formatted.
// https://doc.rust-lang.org/src/core/fmt/mod.rs.html (struct Arguments).

const (
	maxPieces  = 64
	maxLiteral = 512 // bytes of one piece
)

// pieces reads the literal text of a format string at addr, whichever form it has.
// What is no format string gives text that no source has, or none.
func (l *Library) pieces(addr uint64) []string {
	f, word := l.Image, l.word()
	if l.filled(addr) {
		var out []string
		for range maxPieces { // &[&str]
			size, ok := f.Word(addr + word)
			to, filled := l.pointer(addr)
			if !filled || to == 0 || l.filled(addr+word) || !ok || size > maxLiteral {
				break
			}
			if b := f.Bytes(to, size); uint64(len(b)) == size {
				out = append(out, string(b))
			}
			addr += 2 * word
		}
		return out
	}
	raw := f.Bytes(addr, maxLiteral)
	return append(template(raw), string(raw))
}

// template reads the literals of a byte template: n < 128 is followed by n bytes of
// text, 128 by a length of two bytes and text, what is above 192 by the options of
// an argument; 0 ends it.
func template(b []byte) []string {
	var out []string
	for len(b) > 0 && len(out) < maxPieces {
		n := int(b[0])
		b = b[1:]
		switch {
		case n == 0:
			return out
		case n >= 0xc0:
			skip := 0
			for bit, size := range []int{4, 2, 2, 2} { // flags, width, precision, index
				if n>>bit&1 == 1 {
					skip += size
				}
			}
			if skip > len(b) {
				return nil
			}
			b = b[skip:]
			continue
		case n == 0x80:
			if len(b) < 2 {
				return nil
			}
			n = int(b[0]) | int(b[1])<<8
			b = b[2:]
		case n > 0x80:
			return nil
		}
		if n > len(b) {
			return nil
		}
		out = append(out, string(b[:n]))
		b = b[n:]
	}
	return nil
}
