// Package manifest reads the TOML files that Cargo reads: values, and the byte
// ranges of keys and values, which the decoder alone does not tell.
package manifest

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Limits of what Parse accepts; they bound memory and stack before any is taken.
const (
	MaxManifest = 4 << 20  // Cargo.toml, configuration, toolchain files
	MaxLock     = 16 << 20 // Cargo.lock
	maxDepth    = 128      // nested arrays and tables, and parts of one key
	maxRepairs  = 4        // broken lines that are passed over
)

// SyntaxError says what is wrong in a TOML file and where.
type SyntaxError struct {
	File    string
	Span    rust.Span
	Line    int // 1-based
	Message string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
}

// Document is one TOML file. It is immutable and safe for concurrent use.
type Document struct {
	Name   string
	Source []byte
	// Values are the decoded tables. Where Err is set they lack the lines that
	// could not be read, and are empty where too many could not.
	Values map[string]any
	// Err is the first thing that is wrong with the text, or nil.
	Err *SyntaxError

	index func() *index
	text  string // Source with its broken lines blanked
}

// Parse reads a TOML file. It always gives a document; a broken or overlong
// text sets Err. While somebody types, one line is broken and the others still
// say what Cargo builds, so broken lines are passed over and the rest is kept.
func Parse(name string, src []byte, limit int) *Document {
	d := &Document{Name: name, Source: src, Values: map[string]any{}}
	d.index = sync.OnceValue(func() *index { return newIndex([]byte(d.text)) })
	if len(src) > limit {
		d.Err = &SyntaxError{File: name, Line: 1, Message: fmt.Sprintf("the file has %d bytes, more than the %d that are read: make it smaller", len(src), limit)}
		d.Source = nil
		return d
	}
	if pos := tooDeep(src); pos >= 0 {
		d.Err = syntaxError(name, src, pos, 1, fmt.Sprintf("nested deeper than %d levels: flatten it", maxDepth))
		return d
	}
	d.text = string(src)
	for range maxRepairs {
		values := map[string]any{}
		_, err := toml.Decode(d.text, &values)
		if err == nil {
			d.Values = values
			return d
		}
		pos, length, message := explain(err)
		if d.Err == nil {
			d.Err = syntaxError(name, src, pos, length, message)
		}
		repaired := blankLine(d.text, pos)
		if repaired == "" {
			d.text = ""
			return d
		}
		d.text = repaired
	}
	// The grammar takes minutes to recover from thousands of broken lines: a text
	// that the decoder gives up has no places.
	d.text = ""
	return d
}

// explain takes position and text out of the decoder's error.
func explain(err error) (pos, length int, message string) {
	var pe toml.ParseError
	if !errors.As(err, &pe) {
		return 0, 0, err.Error()
	}
	message = pe.Message
	if message == "" { // errors of the lexer carry their text inside
		_, message, _ = strings.Cut(pe.Error(), ": ")
		if message == "" {
			message = pe.Error()
		}
	}
	if pe.LastKey != "" && !strings.Contains(message, pe.LastKey) {
		message = fmt.Sprintf("%s (at key `%s`)", message, pe.LastKey)
	}
	return pe.Position.Start, pe.Position.Len, message
}

func syntaxError(name string, src []byte, pos, length int, message string) *SyntaxError {
	pos = max(0, min(pos, len(src)))
	// What ends too early is noticed behind the line: the place is its end.
	for pos > 0 && (pos == len(src) || src[pos] == '\n' || src[pos] == '\r') {
		pos--
	}
	end := max(pos, min(pos+max(length, 1), len(src)))
	if i := strings.IndexByte(string(src[pos:end]), '\n'); i > 0 {
		end = pos + i
	}
	message = strings.Join(strings.Fields(message), " ")
	line := 1 + strings.Count(string(src[:pos]), "\n")
	return &SyntaxError{File: name, Span: rust.Span{Start: pos, End: end}, Line: line, Message: message}
}

// blankLine overwrites the line around pos with spaces; "" when it is blank
// already, so that a repair always makes progress.
func blankLine(text string, pos int) string {
	pos = max(0, min(pos, len(text)))
	start := strings.LastIndexByte(text[:pos], '\n') + 1
	end := len(text)
	if i := strings.IndexByte(text[pos:], '\n'); i >= 0 {
		end = pos + i
	}
	if strings.TrimSpace(text[start:end]) == "" {
		// The decoder points behind the line it could not end.
		if start == 0 {
			return ""
		}
		end = start - 1
		start = strings.LastIndexByte(text[:end], '\n') + 1
		if strings.TrimSpace(text[start:end]) == "" {
			return ""
		}
	}
	return text[:start] + strings.Repeat(" ", end-start) + text[end:]
}

// tooDeep returns where nesting or a key passes maxDepth, else -1. The decoder
// recurses for each level and would end the process on a hostile file.
func tooDeep(src []byte) int {
	depth, dots := 0, 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '#':
			for i+1 < len(src) && src[i+1] != '\n' {
				i++
			}
		case '"', '\'':
			i = skipString(src, i)
		case '[', '{':
			depth, dots = depth+1, 0
		case ']', '}':
			depth, dots = max(0, depth-1), 0
		case '.':
			dots++
		case '=', ',', '\n':
			dots = 0
		}
		if depth > maxDepth || dots > maxDepth {
			return i
		}
	}
	return -1
}

// skipString returns the offset of the last byte of the string that opens at i.
func skipString(src []byte, i int) int {
	quote := src[i]
	if i+2 < len(src) && src[i+1] == quote && src[i+2] == quote {
		for i += 3; i < len(src); i++ {
			if src[i] == '\\' && quote == '"' {
				i++
			} else if src[i] == quote && i+2 < len(src) && src[i+1] == quote && src[i+2] == quote {
				return i + 2
			}
		}
		return len(src)
	}
	for i++; i < len(src) && src[i] != quote && src[i] != '\n'; i++ {
		if src[i] == '\\' && quote == '"' {
			i++
		}
	}
	return i
}

// Has reports whether the file writes a key at its outer level.
func (d *Document) Has(key string) bool { _, ok := d.Values[key]; return ok }
