package elf

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/ianlancetaylor/demangle"
)

// maxMangled bounds what is demangled: v0's back references can make a short
// symbol expand without end. In bytes.
const maxMangled = 8 << 10

// Demangle returns the readable form of a Rust (legacy and v0) or C++ symbol
// without a legacy name's hash, or the symbol itself.
func Demangle(symbol string) string {
	if len(symbol) > maxMangled {
		return symbol
	}
	// LLVM's suffixes (.llvm.123, .cold) are no part of the name.
	base := symbol
	if strings.HasPrefix(base, "_ZN") || strings.HasPrefix(base, "_R") {
		if i := strings.Index(base, ".llvm."); i > 0 {
			base = base[:i]
		}
	}
	// The library takes a leading underscore of a legacy name for an escape mark
	// and drops it (std::io::stdio::_print), which is so only before `$`.
	if strings.HasPrefix(base, "_ZN") && strings.Contains(base, "17h") {
		base = keepUnderscores(base)
	}
	s, err := demangle.ToString(base, demangle.NoClones, demangle.MaxLength(14))
	if err != nil && strings.HasPrefix(base, "_R") {
		s, err = demangle.ToString(plainer(base), demangle.NoClones, demangle.MaxLength(14))
	}
	if err != nil {
		return symbol
	}
	return s
}

var (
	emptyNames  = regexp.MustCompile(`([^0-9])(0+)([1-9])`)
	constantsOf = strings.NewReplacer("NK", "NC")
)

// plainer writes a v0 name without what the library does not read: inline constants,
// which thread_local! makes and which it then calls closures, and an empty name right
// before another one. The grammar allows a separator there; in a name that has such
// digits itself it makes the name unreadable, as it was.
func plainer(symbol string) string {
	return emptyNames.ReplaceAllStringFunc(constantsOf.Replace(symbol), func(m string) string {
		last := len(m) - 1
		return m[:1] + strings.Repeat("0_", last-1) + m[last:]
	})
}

// keepUnderscores doubles the underscore that starts a component of a legacy
// Rust name, unless it marks an escape.
func keepUnderscores(symbol string) string {
	var b strings.Builder
	rest := symbol[len("_ZN"):]
	b.WriteString("_ZN")
	for rest != "" && rest[0] >= '1' && rest[0] <= '9' {
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		n, err := strconv.Atoi(rest[:digits])
		if err != nil || n > len(rest)-digits {
			break
		}
		name := rest[digits : digits+n]
		rest = rest[digits+n:]
		if strings.HasPrefix(name, "_") && !strings.HasPrefix(name, "_$") {
			name = "_" + name
		}
		b.WriteString(strconv.Itoa(len(name)))
		b.WriteString(name)
	}
	return b.String() + rest
}

// RustPath shortens a demangled Rust name to its path: type arguments and the
// disambiguators of v0 names are left out, as in `std::io::stdio::_print`.
func RustPath(name string) string {
	if !strings.ContainsAny(name, "<[") {
		return name
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '<' && (i == 0 || depth > 0 || strings.HasSuffix(name[:i], "::")):
			if i == 0 { // <T as Trait>::f keeps its type
				return name
			}
			depth++
			if depth == 1 {
				trimmed := strings.TrimSuffix(b.String(), "::")
				b.Reset()
				b.WriteString(trimmed)
			}
		case c == '<':
			depth++
		case c == '>' && depth > 0 && name[i-1] != '-':
			depth--
		case c == '[' && depth == 0:
			end := strings.IndexByte(name[i:], ']')
			if end < 0 || !hexadecimal(name[i+1:i+end]) {
				b.WriteByte(c)
				continue
			}
			i += end
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func hexadecimal(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdef") == ""
}
