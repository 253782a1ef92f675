package effects

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Lookup returns the rows that say what path does under compilers from
// compilerFrom to compilerTo, both included, "" open: the exact rows, else those
// of the longest prefix. A row counts if its range meets the compilers'. Several
// rows come back only where the range straddles a change; nil means nothing is known.
func (t *Table) Lookup(path, compilerFrom, compilerTo string) []*Row {
	return t.find(path, func(r *Row) bool { return r.holds(compilerFrom, compilerTo) })
}

// find returns the wanted exact rows of path, else those of its longest prefix.
func (t *Table) find(path string, want func(*Row) bool) []*Row {
	path = canonical(path)
	if rows := filter(t.exact[path], want); len(rows) > 0 {
		return rows
	}
	for p, ok := parent(path); ok; p, ok = parent(p) {
		if rows := filter(t.prefixes[p], want); len(rows) > 0 {
			return rows
		}
	}
	return nil
}

func filter(rows []*Row, want func(*Row) bool) []*Row {
	var out []*Row
	for _, r := range rows {
		if want(r) {
			out = append(out, r)
		}
	}
	return out
}

// parent cuts the last segment.
func parent(path string) (string, bool) {
	i := strings.LastIndex(path, "::")
	if i < 0 {
		return "", false
	}
	return path[:i], true
}

// canonical names std's facade instead of the crate behind it.
func canonical(path string) string {
	path = strings.TrimPrefix(path, "::")
	crate, rest, ok := strings.Cut(path, "::")
	if !ok {
		return path
	}
	switch crate {
	case "core", "alloc":
		return "std::" + rest
	case "[T]":
		return "slice::" + rest
	}
	if rest, ok := strings.CutPrefix(path, "std::primitive::"); ok {
		return rest
	}
	return path
}

// Closures tells which arguments of path (receiver not counted) are closures or
// functions that run during the call, and which are only handed over. It reports
// false where no row says so; then UnknownClosures decides.
func (t *Table) Closures(path string) (calls, keeps []int, known bool) {
	rows := t.find(path, func(r *Row) bool {
		return len(r.Calls) > 0 || len(r.Keeps) > 0 || r.Callback != nil
	})
	for _, r := range rows {
		calls = append(calls, r.Calls...)
		keeps = append(keeps, r.Keeps...)
		if r.Callback != nil {
			keeps = append(keeps, r.Callback.Arg)
		}
	}
	return distinct(calls), distinct(keeps), len(rows) > 0
}

func distinct(in []int) []int {
	slices.Sort(in)
	return slices.Compact(in)
}

// UnknownClosures tells what functions of path's crate do with closures when no
// row says so: "call" (std and its primitive types always), "keep", or "" where
// the crate is not described.
func (t *Table) UnknownClosures(path string) string {
	path = canonical(path)
	crate, _, _ := strings.Cut(path, "::")
	if crate == "std" || primitives[crate] {
		return "call"
	}
	if c := t.crates[crate]; c != nil {
		return c.UnknownClosures
	}
	return ""
}

// Catches reports whether panics of closures that path calls stay inside it.
func (t *Table) Catches(path string) bool {
	return len(t.find(path, func(r *Row) bool { return r.Catches })) > 0
}

// At reports whether the row matters at a moment.
func (r *Row) At(moment Moment) bool {
	return len(r.When) == 0 || slices.Contains(r.When, moment)
}

// Primitive reports the rustdoc name of a primitive type.
func Primitive(name string) bool { return primitives[name] }

// primitives are the rustdoc names that stand first in paths of their methods.
var primitives = map[string]bool{
	"slice": true, "array": true, "str": true, "char": true, "bool": true, "pointer": true,
	"i8": true, "i16": true, "i32": true, "i64": true, "i128": true, "isize": true,
	"u8": true, "u16": true, "u32": true, "u64": true, "u128": true, "usize": true,
	"f32": true, "f64": true, "fn": true, "tuple": true, "unit": true, "reference": true,
}

// Crates lists the crates that are judged by data alone: those with rows of
// their own, or described, other than std.
func (t *Table) Crates() []string {
	seen := map[string]bool{}
	for name := range t.crates {
		seen[name] = true
	}
	for _, r := range t.rows {
		crate, _, _ := strings.Cut(strings.TrimSuffix(r.Path, "!"), "::")
		seen[crate] = true
	}
	for _, a := range t.reg.Attribute {
		seen[a.Crate] = true
	}
	for _, m := range t.reg.Macro {
		seen[m.Crate] = true
	}
	delete(seen, "std")
	delete(seen, "")
	return slices.Sorted(maps.Keys(seen))
}

// KnownMacro reports whether a row or registration names the macro or
// attribute path (without `!`).
func (t *Table) KnownMacro(path string) bool {
	path = canonical(path)
	if t.exact[path+"!"] != nil {
		return true
	}
	for _, a := range t.reg.Attribute {
		if a.Path == path || slices.Contains(a.Reexports, path) {
			return true
		}
	}
	for _, m := range t.reg.Macro {
		if m.Path == path+"!" || slices.Contains(m.Reexports, path) || slices.Contains(m.Reexports, path+"!") {
			return true
		}
	}
	return false
}

// KnownMacroName reports whether a macro or attribute of the data ends in name.
func (t *Table) KnownMacroName(name string) bool { return t.macroNames()[name] }

var macroNames sync.Map // *Table → map[string]bool

func (t *Table) macroNames() map[string]bool {
	if v, ok := macroNames.Load(t); ok {
		return v.(map[string]bool)
	}
	out := map[string]bool{}
	add := func(path string) {
		path = strings.TrimSuffix(path, "!")
		out[path[strings.LastIndex(path, ":")+1:]] = true
	}
	for path := range t.exact {
		if strings.HasSuffix(path, "!") {
			add(path)
		}
	}
	for _, a := range t.reg.Attribute {
		add(a.Path)
		for _, r := range a.Reexports {
			add(r)
		}
	}
	for _, m := range t.reg.Macro {
		add(m.Path)
		for _, r := range m.Reexports {
			add(r)
		}
	}
	macroNames.Store(t, out)
	return out
}

// KnownPath reports whether a row names the path exactly.
func (t *Table) KnownPath(path string) bool { return t.exact[canonical(path)] != nil }

// Speaks reports whether some row is about a crate, by its name in source: what calls
// into it start or register is then known; its thread-locals are not.
func (t *Table) Speaks(crate string) bool {
	if _, known := t.crates[crate]; known {
		return true
	}
	for _, a := range t.Attributes() {
		if a.Crate == crate {
			return true
		}
	}
	for _, m := range t.MacroRegs() {
		if m.Crate == crate {
			return true
		}
	}
	for _, r := range t.rows {
		if first, _, _ := strings.Cut(r.Path, "::"); first == crate {
			return true
		}
	}
	return false
}

// Libc returns the rows that say which functions of the C library path calls.
func (t *Table) Libc(path string) []*Row { return t.libc[canonical(path)] }

// LibcSymbols are the functions of the C library that some row says std calls.
// The map is the table's own.
func (t *Table) LibcSymbols() map[string]bool { return t.libcSymbols }
