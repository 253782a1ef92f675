package workspace

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// table is one TOML table with the way to it, so that a wrong type is reported
// at its place. A table of a file that nobody reports on has no sink.
type table struct {
	doc  *manifest.Document
	path []string
	m    map[string]any
	sink *problems
}

// problems collects what is wrong inside the project.
type problems struct{ list []Problem }

func (p *problems) add(rule, file string, span rust.Span, format string, args ...any) {
	if p == nil {
		return
	}
	message := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	p.list = append(p.list, Problem{Rule: rule, File: file, Span: span, Message: message})
}

// has reports whether the key is written, whatever its type.
func (t table) has(key string) bool { _, ok := t.m[key]; return ok }

// any returns the value under the first of keys that is written: Cargo accepts
// `crate_type` for `crate-type` and such.
func (t table) any(keys ...string) (key string, value any, ok bool) {
	for _, k := range keys {
		if v, ok := t.m[k]; ok {
			return k, v, true
		}
	}
	return keys[0], nil, false
}

func (t table) sub(keys ...string) table {
	key, v, ok := t.any(keys...)
	m, isTable := v.(map[string]any)
	if ok && !isTable {
		t.wrong(key, v, "a table")
	}
	return table{doc: t.doc, path: t.at(key), m: m, sink: t.sink}
}

// list returns an array of tables.
func (t table) list(key string) []table {
	var out []table
	switch v := t.m[key].(type) {
	case nil:
	case []map[string]any:
		for i, m := range v {
			out = append(out, table{doc: t.doc, path: append(t.at(key), fmt.Sprint(i)), m: m, sink: t.sink})
		}
	case []any:
		for i, e := range v {
			if m, ok := e.(map[string]any); ok {
				out = append(out, table{doc: t.doc, path: append(t.at(key), fmt.Sprint(i)), m: m, sink: t.sink})
			}
		}
	default:
		t.wrong(key, v, fmt.Sprintf("an array of tables, `[[%s]]`", strings.Join(t.at(key), ".")))
	}
	return out
}

func (t table) str(keys ...string) string {
	key, v, ok := t.any(keys...)
	s, isString := v.(string)
	if ok && !isString {
		t.wrong(key, v, "a string")
	}
	return s
}

// flag returns the boolean, or fallback where none is written.
func (t table) flag(fallback bool, keys ...string) bool {
	key, v, ok := t.any(keys...)
	if !ok {
		return fallback
	}
	b, isBool := v.(bool)
	if !isBool {
		t.wrong(key, v, "true or false")
		return fallback
	}
	return b
}

func (t table) strs(keys ...string) []string {
	key, v, ok := t.any(keys...)
	if !ok {
		return nil
	}
	list, isList := v.([]any)
	if !isList {
		t.wrong(key, v, "an array of strings")
		return nil
	}
	var out []string
	for i, e := range list {
		s, isString := e.(string)
		if !isString {
			table{doc: t.doc, path: t.at(key), sink: t.sink}.wrong(fmt.Sprint(i), e, "a string")
			continue
		}
		out = append(out, s)
	}
	return out
}

func (t table) keys() []string {
	var keys []string
	for k := range t.m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// at is the path of a key of this table.
func (t table) at(key string) []string {
	return append(slices.Clone(t.path), key)
}

// value is the range of a key's value, key that of the key itself.
func (t table) value(key string) rust.Span {
	if t.doc == nil {
		return rust.Span{}
	}
	return t.doc.Nearest(t.at(key)...)
}

func (t table) key(key string) rust.Span {
	if t.doc == nil {
		return rust.Span{}
	}
	if k, _, ok := t.doc.Span(t.at(key)...); ok {
		return k
	}
	return t.doc.Nearest(t.path...)
}

func (t table) wrong(key string, v any, want string) {
	if t.sink == nil {
		return
	}
	t.sink.add("broken-manifest", t.doc.Name, t.value(key), "`%s` is %s, Cargo expects %s",
		strings.Join(t.at(key), "."), typeName(v), want)
}

// typeName says a decoded value's type in TOML's words.
func typeName(v any) string {
	switch v.(type) {
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case int64, int, uint64:
		return "an integer"
	case float64:
		return "a float"
	case []any, []map[string]any, []string:
		return "an array"
	case map[string]any:
		return "a table"
	case time.Time:
		return "a date"
	case nil:
		return "null"
	}
	return fmt.Sprintf("a %T", v)
}

// sinkAt reports a configuration problem; a table without a document comes from
// a flag or the editor and is reported at the manifest named by path.
func (t table) sinkAt(at rust.Span, format string, args ...any) {
	if t.sink == nil {
		return
	}
	file := ""
	if t.doc != nil {
		file = t.doc.Name
	} else if len(t.path) > 0 {
		file = t.path[0]
	}
	t.sink.add(invalid, file, at, format, args...)
}
