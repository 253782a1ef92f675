package analysis

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Pin is a place where a library keeps itself loaded.
type Pin struct {
	// What is the call as people know it; Windows tells that it works there
	// alone, else it works where there is dlopen.
	What    string
	Windows bool
	// Everywhere: it works wherever the host does.
	Everywhere bool
	Place      Place
}

// OverrideKind says how a library defines __cxa_thread_atexit_impl for itself.
type OverrideKind string

// The kinds, with what was measured of them (docs/measurements.md): a zero
// constant and a weak hidden reference make std fall back to a pthread key whose
// destructor is in the library, an exported function loses against libc's unless
// fat LTO puts it into std's code, a hidden function that does nothing unloads and
// leaks.
const (
	OverrideZero     OverrideKind = "zero"
	OverrideWeak     OverrideKind = "weak-hidden"
	OverrideExported OverrideKind = "exported"
	OverrideInlined  OverrideKind = "exported, fat LTO"
	OverrideHidden   OverrideKind = "hidden-function"
	// OverrideUnlinked is a member of an archive that nothing takes.
	OverrideUnlinked OverrideKind = "not linked"
)

// HasEffect reports whether std uses the definition instead of libc's.
func (k OverrideKind) HasEffect() bool { return k != OverrideExported && k != OverrideUnlinked }

// Falls reports a definition with which std falls back to a pthread key.
func (k OverrideKind) Falls() bool { return k == OverrideZero || k == OverrideWeak }

// TLSOverride is one such definition.
type TLSOverride struct {
	Kind    OverrideKind
	Place   Place
	Package *workspace.Package
}

// pinWords are those without which no source keeps its library loaded.
var pinWords = []string{"RTLD_NODELETE", "GET_MODULE_HANDLE_EX_FLAG_PIN", "dladdr", "dli_fname"}

// loadingWords are those without which a file has no marks, beside the hosts'.
var loadingWords = append([]string{"no_mangle", "export_name", allocatorWord, tlsRegistration}, pinWords...)

// sourceMarks adds the pins and overrides of one Rust file.
func (a *analyzer) sourceMarks(l *Loading, p *workspace.Package, path string, m *marks) {
	if !m.pin && !m.override && !m.alloc {
		return
	}
	text, code := string(m.text), string(m.code)
	if m.pin {
		l.Pins = append(l.Pins, pins(text, code, path, l.Target.Name)...)
	}
	if m.alloc {
		for _, d := range p.Deps {
			if at := wordAt(code, d.Name); at >= 0 {
				l.Allocators = append(l.Allocators, Allocator{d, p, placeOf(path, at, d.Name)})
			}
		}
	}
	if m.override {
		for _, o := range overrides(text, code, path, p) {
			if o.Kind == OverrideExported && a.ws.Profile.LTO == "fat" {
				o.Kind = OverrideInlined
			}
			l.Overrides = append(l.Overrides, o)
		}
	}
}

// pins finds the calls with which a library opens itself to stay: dlopen of the
// name that dladdr gives, or of its own name, with no dlclose in the same file;
// GetModuleHandleEx with the PIN flag.
func pins(text, code, path, name string) []Pin {
	var out []Pin
	if i := wordAt(code, "GET_MODULE_HANDLE_EX_FLAG_PIN"); i >= 0 && (callAt(code, "GetModuleHandleExW") >= 0 || callAt(code, "GetModuleHandleExA") >= 0 || callAt(code, "GetModuleHandleEx") >= 0) {
		out = append(out, Pin{What: "GetModuleHandleEx", Windows: true, Place: placeOf(path, i, "GET_MODULE_HANDLE_EX_FLAG_PIN")})
	}
	open := callAt(code, "dlopen")
	if open < 0 {
		return out
	}
	itself := wordAt(code, "dli_fname") >= 0 || strings.Contains(text, `"lib`+name+".")
	if !itself || callAt(code, "dlclose") >= 0 && wordAt(code, "RTLD_NODELETE") < 0 {
		return out
	}
	return append(out, Pin{What: "dlopen", Place: placeOf(path, open, "dlopen")})
}

// ownFunction is an exported Rust definition of the registration function.
var ownFunction = regexp.MustCompile(`(?s)(?:no_mangle|export_name\s*=\s*"` + tlsRegistration + `")[^{};]*?\b(fn|static)\s+(\w+)`)

// overrides finds definitions in Rust items and in global_asm!.
func overrides(text, code, path string, p *workspace.Package) []TLSOverride {
	var out []TLSOverride
	for _, m := range ownFunction.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[4]:m[5]]
		if name != tlsRegistration && !strings.Contains(text[m[0]:m[2]], tlsRegistration) {
			continue
		}
		if code[m[4]:m[5]] != name {
			continue // in a literal
		}
		kind := OverrideExported
		if text[m[2]:m[3]] == "static" {
			kind = OverrideZero
		}
		out = append(out, TLSOverride{kind, placeOf(path, m[4], name), p})
	}
	if i := strings.Index(code, "global_asm!"); i >= 0 {
		if kind, at := asmOverride(text[i:]); kind != "" {
			out = append(out, TLSOverride{kind, placeOf(path, i+at, tlsRegistration), p})
		}
	}
	return out
}

var (
	asmZero  = regexp.MustCompile(`(?:\.(?:set|equ|equiv)\s+` + tlsRegistration + `\s*,|\b` + tlsRegistration + `\s*=)\s*(?:0x)?0+\b`)
	asmLabel = regexp.MustCompile(`\b` + tlsRegistration + `:(?:[^:]|$)`)
	asmWeak  = regexp.MustCompile(`\.weak\s+[^\n"]*` + tlsRegistration + `\b`)
	asmGlobl = regexp.MustCompile(`\.glob(?:a)?l\s+[^\n"]*` + tlsRegistration + `\b`)
	asmHide  = regexp.MustCompile(`\.hidden\s+[^\n"]*` + tlsRegistration + `\b`)
)

// asmOverride tells how assembly defines the registration function, and where. A
// name that is not made global is the object's own and replaces nothing: std's
// reference still finds libc's (measured in lab).
func asmOverride(text string) (OverrideKind, int) {
	at := func(re *regexp.Regexp) int {
		if m := re.FindStringIndex(text); m != nil {
			return m[0] + strings.Index(text[m[0]:m[1]], tlsRegistration)
		}
		return -1
	}
	zero, label, weak, hide := at(asmZero), at(asmLabel), at(asmWeak), at(asmHide)
	if at(asmGlobl) < 0 && weak < 0 {
		return "", 0
	}
	switch {
	case zero >= 0:
		return OverrideZero, zero
	case label >= 0: // rustc exports no symbol of assembly: it is the library's own
		return OverrideHidden, label
	case weak >= 0 && hide >= 0:
		return OverrideWeak, weak
	}
	return "", 0
}

// defsymOverrides reads `--defsym=__cxa_thread_atexit_impl=0` on the link line.
func (l *Loading) defsymOverrides() {
	for _, arg := range l.Link.Args {
		if strings.Contains(arg.Text, "defsym") && strings.Contains(arg.Text, tlsRegistration+"=0") {
			l.Overrides = append(l.Overrides, TLSOverride{OverrideZero, arg.Place, l.Target.Package})
		}
	}
}

func placeOf(path string, at int, word string) Place {
	return Place{File: path, Span: rust.Span{Start: at, End: at + len(word)}}
}

// wordAt finds a whole word, or -1.
func wordAt(text, word string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return -1
		}
		start, end := at+i, at+i+len(word)
		if (start == 0 || !identByte(text[start-1])) && (end == len(text) || !identByte(text[end])) {
			return start
		}
		at = end
	}
}

// callAt finds a call of a function by its last segment; declarations in extern
// blocks are none.
func callAt(text, name string) int {
	for at := 0; ; {
		i := wordAt(text[at:], name)
		if i < 0 {
			return -1
		}
		start := at + i
		at = start + len(name)
		if strings.HasPrefix(text[at:], "(") && !strings.HasSuffix(strings.TrimRight(text[:start], " "), "fn") {
			return start
		}
	}
}

// withoutComments blanks comments, length-preserving, so that offsets hold. Lines
// of assembly may end in comments of `//` and `/*` form too; quotes are heeded.
func withoutComments(src []byte) []byte {
	out := slices.Clone(src)
	quoted := false
	for i := 0; i+1 < len(out); i++ {
		switch {
		case out[i] == '\\' && quoted:
			i++
		case out[i] == '"':
			quoted = !quoted
		case quoted || out[i] != '/':
		case out[i+1] == '/':
			for ; i < len(out) && out[i] != '\n'; i++ {
				out[i] = ' '
			}
		case out[i+1] == '*':
			end := bytes.Index(out[i+2:], []byte("*/"))
			if end < 0 {
				end = len(out) - i - 4
			}
			for j := i; j < min(i+end+4, len(out)); j++ {
				if out[j] != '\n' {
					out[j] = ' '
				}
			}
		}
	}
	return out
}
