package loading

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/foreign"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What a build script compiles into a library, or links from an archive, is C, C++ or
// assembly. It is not resolved: its text is looked through for what leaves something
// behind, as that of dependencies is. A built library shows what was linked.

var (
	// compiles is how a build script makes or takes native code.
	compiles = regexp.MustCompile(`\b(?:cc|cmake|cxx_build|autocxx_build|autotools|cpp_build|nasm_rs|meson)::|rustc-link-lib=static\b|\bCommand::new\(\s*"[\w./-]*(?:make|cc|clang|g\+\+|ninja|meson|configure|ar|zig|go)"`)
)

// nativeLeavings tell the calls of C. What `atexit` registers in a library is bound to it.
var nativeLeavings = []struct {
	by     *regexp.Regexp
	what   string
	leaves unload.Kind // "" where that is open
}{
	{regexp.MustCompile(`\b(?:pthread_key_create|tss_create)\b`), "C code that makes a pthread key", unload.ThreadKey},
	{regexp.MustCompile(`\b(?:pthread_create|thrd_create|_beginthreadex|CreateThread)\b`), "C code that starts threads", unload.RawThread},
	{regexp.MustCompile(`\b(?:sigaction|bsd_signal|sigset|SetConsoleCtrlHandler)\s*\(|\bsignal\s*\(\s*(?:SIG|\w+\s*,)`), "C code that installs a handler", unload.SignalHandler},
	{regexp.MustCompile(`\b(?:on_exit|__cxa_atexit|__cxa_thread_atexit(?:_impl)?|at_quick_exit)\b`), "C code that registers an exit callback", unload.ExitCallback},
	{regexp.MustCompile(`\b(?:dlopen|dlmopen)\s*\(`), "C code that opens libraries", ""},
}

const (
	maxNative = 16 << 20 // bytes of one file
	allNative = 96 << 20 // bytes of a package
)

// nativeCode says what the native code of a package may leave behind and which text of
// its build script brings it in; "" for nothing.
func (dr *dependencyReader) nativeCode(p *workspace.Package) (what string, at analysis.Place) {
	if p.BuildScript == "" {
		return "", at
	}
	src, err := dr.FS.ReadFile(p.BuildScript, rust.MaxSource)
	if err != nil {
		return "", at // said where the build script is read
	}
	m := compiles.FindIndex(rust.Code(src, true))
	if m == nil {
		return "", at
	}
	at = analysis.Place{File: p.BuildScript, Span: rust.Span{Start: m[0], End: m[1]}}
	s := &scan.Scanner{FS: dr.FS, Headers: true}
	s.Sources(p)
	if !slices.ContainsFunc(s.Foreign, func(path string) bool { return slices.Contains(scan.ForeignExts, filepath.Ext(path)) }) {
		return "native code from elsewhere that its build script links", at
	}
	read := 0
	for _, path := range s.Foreign {
		if slices.Contains(foreign.CppExtensions, filepath.Ext(path)) {
			return "C++ code", at
		}
		text, err := dr.FS.ReadFile(path, maxNative)
		if read += len(text); err != nil || read > allNative {
			return "C code that was not read to its end", at
		}
		for _, l := range nativeLeavings {
			if l.by.Match(text) {
				return l.what, at
			}
		}
	}
	return "", at
}

// byValue is a function that leaves something behind where it is not called but handed on,
// kept in a table, or looked up by its name.
var byValue = regexp.MustCompile(`(?:[=(,\[]\s*&?libc::(?:signal|sigaction)|[=(,\[:]\s*&?(?:\w+::)*(?:thread::(?:current|park|spawn)|pthread_key_create|pthread_create|on_exit|__cxa_atexit))(?:\s+as\s[^;,)}\]]*)?\s*[;,)}\]]|"(?:pthread_key_create|pthread_create|sigaction|on_exit|__cxa_atexit)(?:\\0)?"`)

var useItem = regexp.MustCompile(`\buse\s[^;]*;`)

// handedOn tells of a function that the code of a package takes as a value, and where.
func (dr *dependencyReader) handedOn(p *workspace.Package) (what string, at analysis.Place) {
	for _, sc := range dr.Scans {
		if sc.Pkg != p {
			continue
		}
		for _, path := range sc.Files {
			if sc.Found[path]&scan.ValueWord == 0 || path == p.BuildScript || !links.CompiledInto(p.Targets[0], p, path) {
				continue
			}
			src, err := dr.FS.ReadFile(path, rust.MaxSource)
			if err != nil {
				continue // said where it is read
			}
			text := useItem.ReplaceAllFunc(rust.Code(src, true), func(b []byte) []byte { return bytes.Repeat([]byte{' '}, len(b)) })
			if m := byValue.FindIndex(text); m != nil {
				name := strings.Trim(string(text[m[0]:m[1]]), " \t\r\n=(,[:&;)}]\"")
				return "`" + name + "` as a value", analysis.Place{File: path, Span: rust.Span{Start: m[0], End: m[1]}}
			}
		}
	}
	return "", at
}
