package scan

import (
	"bytes"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Marks are what one source file shows of its library's loading.
type Marks struct {
	Exports  []hosts.Export
	Macros   []string
	Words    []string // that some host's exports require
	Override bool     // speaks of __cxa_thread_atexit_impl
	Pin      bool     // may keep the library loaded
	Alloc    bool     // speaks of a global allocator
	// Text is the compiled text of the file, code the same without the contents of literals;
	// nil until that is settled.
	Text, Code []byte
}

const allocatorWord = "global_allocator"

const TLSRegistration = "__cxa_thread_atexit_impl"

// marksOf reads the marks of a text without comments.
func marksOf(table *hosts.Table, text []byte) *Marks {
	code := rust.Code(text, false)
	m := &Marks{Exports: hosts.Exports(text), Macros: table.Macros(code), Words: table.Required(code)}
	m.Exports = slices.DeleteFunc(m.Exports, func(e hosts.Export) bool { return !bytes.Equal(code[e.Start:e.End], text[e.Start:e.End]) })
	m.Override = words.Contains(text, TLSRegistration)
	m.Pin = words.ContainsAny(code, pinWords)
	m.Alloc = words.Contains(code, allocatorWord)
	if m.Override || m.Pin || m.Alloc {
		m.Text, m.Code = text, code
	}
	if len(m.Exports) == 0 && len(m.Macros) == 0 && len(m.Words) == 0 && !m.Override && !m.Pin && !m.Alloc {
		return nil
	}
	return m
}

// pinWords are those without which no source keeps its library loaded.
var pinWords = []string{"RTLD_NODELETE", "GET_MODULE_HANDLE_EX_FLAG_PIN", "dladdr", "dli_fname"}

// loadingWords are those without which a file has no marks, beside the hosts'.
var loadingWords = append([]string{"no_mangle", "export_name", allocatorWord, TLSRegistration}, pinWords...)

// Shadows reports a file that exports one of the names as a function.
func (m *Marks) Shadows(libc map[string]bool) bool {
	return slices.ContainsFunc(m.Exports, func(e hosts.Export) bool { return e.Params != "-" && libc[e.Name] })
}
