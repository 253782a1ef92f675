package loading

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// sourceMarks adds the pins and overrides of one Rust file.
func (b *builder) sourceMarks(l *analysis.Loading, p *workspace.Package, path string, m *scan.Marks) {
	if !m.Pin && !m.Override && !m.Alloc {
		return
	}
	text, code := string(m.Text), string(m.Code)
	if m.Pin {
		l.Pins = append(l.Pins, pins(text, code, path, l.Target.Name)...)
	}
	if m.Alloc {
		for _, d := range p.Deps {
			if at := words.At(code, d.Name); at >= 0 {
				l.Allocators = append(l.Allocators, analysis.Allocator{Dep: d, Package: p, Place: placeOf(path, at, d.Name)})
			}
		}
	}
	if m.Override {
		for _, o := range overrides(text, code, path, p) {
			if o.Kind == analysis.OverrideExported && b.WS.Profile.LTO == "fat" {
				o.Kind = analysis.OverrideInlined
			}
			l.Overrides = append(l.Overrides, o)
		}
	}
}

// pins finds the calls with which a library opens itself to stay: dlopen of the
// name that dladdr gives, or of its own name, with no dlclose in the same file;
// GetModuleHandleEx with the PIN flag.
func pins(text, code, path, name string) []analysis.Pin {
	var out []analysis.Pin
	if i := words.At(code, "GET_MODULE_HANDLE_EX_FLAG_PIN"); i >= 0 && (callAt(code, "GetModuleHandleExW") >= 0 || callAt(code, "GetModuleHandleExA") >= 0 || callAt(code, "GetModuleHandleEx") >= 0) {
		out = append(out, analysis.Pin{What: "GetModuleHandleEx", Windows: true, Place: placeOf(path, i, "GET_MODULE_HANDLE_EX_FLAG_PIN")})
	}
	open := callAt(code, "dlopen")
	if open < 0 {
		return out
	}
	itself := words.At(code, "dli_fname") >= 0 || strings.Contains(text, `"lib`+name+".")
	if !itself || callAt(code, "dlclose") >= 0 && words.At(code, "RTLD_NODELETE") < 0 {
		return out
	}
	return append(out, analysis.Pin{What: "dlopen", Place: placeOf(path, open, "dlopen")})
}

// ownFunction is an exported Rust definition of the registration function.
var ownFunction = regexp.MustCompile(`(?s)(?:no_mangle|export_name\s*=\s*"` + scan.TLSRegistration + `")[^{};]*?\b(fn|static)\s+(\w+)`)

// overrides finds definitions in Rust items and in global_asm!.
func overrides(text, code, path string, p *workspace.Package) []analysis.TLSOverride {
	var out []analysis.TLSOverride
	for _, m := range ownFunction.FindAllStringSubmatchIndex(text, -1) {
		name := text[m[4]:m[5]]
		if name != scan.TLSRegistration && !strings.Contains(text[m[0]:m[2]], scan.TLSRegistration) {
			continue
		}
		if code[m[4]:m[5]] != name {
			continue // in a literal
		}
		kind := analysis.OverrideExported
		if text[m[2]:m[3]] == "static" {
			kind = analysis.OverrideZero
		}
		out = append(out, analysis.TLSOverride{Kind: kind, Place: placeOf(path, m[4], name), Package: p})
	}
	if i := strings.Index(code, "global_asm!"); i >= 0 {
		if kind, at := asmOverride(text[i:]); kind != "" {
			out = append(out, analysis.TLSOverride{Kind: kind, Place: placeOf(path, i+at, scan.TLSRegistration), Package: p})
		}
	}
	return out
}

var (
	asmZero  = regexp.MustCompile(`(?:\.(?:set|equ|equiv)\s+` + scan.TLSRegistration + `\s*,|\b` + scan.TLSRegistration + `\s*=)\s*(?:0x)?0+\b`)
	asmLabel = regexp.MustCompile(`\b` + scan.TLSRegistration + `:(?:[^:]|$)`)
	asmWeak  = regexp.MustCompile(`\.weak\s+[^\n"]*` + scan.TLSRegistration + `\b`)
	asmGlobl = regexp.MustCompile(`\.glob(?:a)?l\s+[^\n"]*` + scan.TLSRegistration + `\b`)
	asmHide  = regexp.MustCompile(`\.hidden\s+[^\n"]*` + scan.TLSRegistration + `\b`)
)

// asmOverride tells how assembly defines the registration function, and where. A
// name that is not made global is the object's own and replaces nothing: std's
// reference still finds libc's (measured in lab).
func asmOverride(text string) (analysis.OverrideKind, int) {
	at := func(re *regexp.Regexp) int {
		if m := re.FindStringIndex(text); m != nil {
			return m[0] + strings.Index(text[m[0]:m[1]], scan.TLSRegistration)
		}
		return -1
	}
	zero, label, weak, hide := at(asmZero), at(asmLabel), at(asmWeak), at(asmHide)
	if at(asmGlobl) < 0 && weak < 0 {
		return "", 0
	}
	switch {
	case zero >= 0:
		return analysis.OverrideZero, zero
	case label >= 0: // rustc exports no symbol of assembly: it is the library's own
		return analysis.OverrideHidden, label
	case weak >= 0 && hide >= 0:
		return analysis.OverrideWeak, weak
	}
	return "", 0
}

// defsymOverrides reads `--defsym=__cxa_thread_atexit_impl=0` on the link line.
func defsymOverrides(l *analysis.Loading) {
	for _, arg := range l.Link.Args {
		if strings.Contains(arg.Text, "defsym") && strings.Contains(arg.Text, scan.TLSRegistration+"=0") {
			l.Overrides = append(l.Overrides, analysis.TLSOverride{Kind: analysis.OverrideZero, Place: arg.Place, Package: l.Target.Package})
		}
	}
}

func placeOf(path string, at int, word string) analysis.Place {
	return analysis.Place{File: path, Span: rust.Span{Start: at, End: at + len(word)}}
}

// callAt finds a call of a function by its last segment; declarations in extern
// blocks are none.
func callAt(text, name string) int {
	for at := 0; ; {
		i := words.At(text[at:], name)
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
