package c

import (
	"bytes"
	"regexp"
	"slices"
)

// blank overwrites comments and the insides of strings and characters with spaces, so
// that offsets hold.
func blank(src []byte) []byte {
	out := slices.Clone(src)
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '/' && i+1 < len(out) && out[i+1] == '/':
			for ; i < len(out) && out[i] != '\n'; i++ {
				out[i] = ' '
			}
		case c == '/' && i+1 < len(out) && out[i+1] == '*':
			end := bytes.Index(out[i+2:], []byte("*/"))
			stop := len(out)
			if end >= 0 {
				stop = i + 2 + end + 2
			}
			for ; i < stop; i++ {
				if out[i] != '\n' {
					out[i] = ' '
				}
			}
			i--
		case c == '\'' && i > 0 && i+1 < len(out) && wordByte(out[i-1]) && wordByte(out[i+1]) && '0' <= out[i-1] && out[i-1] <= '9':
			// a separator of digits: 1'000
		case c == '"' || c == '\'':
			for i++; i < len(out) && out[i] != c && out[i] != '\n'; i++ {
				if out[i] == '\\' && i+1 < len(out) && out[i+1] != '\n' {
					out[i] = ' '
					i++
				}
				out[i] = ' '
			}
		}
	}
	return out
}

var (
	line      = regexp.MustCompile(`(?m)^[^\n]*\n?`)
	directive = regexp.MustCompile(`^\s*#\s*(\w+)\s*(.*?)\s*$`)
	platform  = regexp.MustCompile(`^!?\s*(?:defined\s*\(?\s*)?(_WIN32|_WIN64|_MSC_VER|__linux__|__unix__|__GNUC__|__cplusplus)\s*\)?$`)
)

// branch is one open condition.
type branch struct {
	known, holds bool // what is known of the part that is read now
	outer        bool // whether the condition itself is compiled
}

// conditions blanks what is not compiled on the platform, as far as a condition asks
// for one platform alone, or for 0.
func conditions(code []byte, d Dialect) []byte {
	var open []branch
	compiled := func() bool {
		return len(open) == 0 || open[len(open)-1].outer && (!open[len(open)-1].known || open[len(open)-1].holds)
	}
	for _, at := range line.FindAllIndex(code, -1) {
		text := code[at[0]:at[1]]
		m := directive.FindSubmatch(text)
		if m == nil {
			if !compiled() {
				erase(text)
			}
			continue
		}
		switch word, asked := string(m[1]), string(m[2]); word {
		case "if", "ifdef", "ifndef":
			known, holds := decide(asked, d)
			if word == "ifndef" {
				holds = !holds
			}
			open = append(open, branch{known, holds, compiled()})
		case "else":
			if n := len(open); n > 0 {
				open[n-1].holds = !open[n-1].holds
			}
		case "elif":
			if n := len(open); n > 0 {
				if b := &open[n-1]; b.known && b.holds {
					b.holds = false
				} else {
					b.known = false
				}
			}
		case "endif":
			if n := len(open); n > 0 {
				open = open[:n-1]
			}
		default:
			if !compiled() {
				erase(text)
			}
		}
	}
	return code
}

// decide answers a condition on the platform.
func decide(asked string, d Dialect) (known, holds bool) {
	if asked == "0" || asked == "1" {
		return true, asked == "1"
	}
	m := platform.FindStringSubmatch(asked)
	if m == nil {
		return false, false
	}
	switch m[1] {
	case "__cplusplus":
		holds = d.Cpp
	case "_WIN32", "_WIN64", "_MSC_VER":
		holds = d.Windows
	default:
		holds = !d.Windows
	}
	return true, holds != (asked[0] == '!')
}

var define = regexp.MustCompile(`(?m)^\s*#\s*define\s+([A-Za-z_]\w*)[ \t]+((?:\\\n|[^\n])*)`)

// macros lists the macros that stand for an attribute.
func macros(code []byte) map[string]string {
	out := map[string]string{}
	for _, m := range define.FindAllSubmatch(code, -1) {
		if attribute.Match(m[2]) && running.Match(m[2]) {
			out[string(m[1])] = string(m[2])
		}
	}
	return out
}

// withoutDirectives blanks the lines of the preprocessor, with those that continue them.
func withoutDirectives(code []byte) []byte {
	continued := false
	for _, at := range line.FindAllIndex(code, -1) {
		text := code[at[0]:at[1]]
		if !continued && !bytes.HasPrefix(bytes.TrimLeft(text, " \t"), []byte("#")) {
			continue
		}
		continued = bytes.HasSuffix(bytes.TrimRight(text, "\r\n"), []byte("\\"))
		erase(text)
	}
	return code
}

func erase(text []byte) {
	for i := range text {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
}
