package cfg

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// undecided are built-in names whose value depends on the compiler that builds
// the crate, not on the target: they are unstable, or compare versions.
var undecided = map[string]bool{
	"version":                               true,
	"accessible":                            true,
	"target_has_atomic":                     true,
	"target_has_atomic_load_store":          true,
	"target_has_atomic_equal_alignment":     true,
	"target_has_atomic_primitive_alignment": true,
	"target_has_reliable_f16":               true,
	"target_has_reliable_f128":              true,
	"target_thread_local":                   true,
}

func (e *Env) eval(cond *rust.Meta) Tri {
	if cond == nil {
		return Maybe
	}
	name := strings.TrimPrefix(cond.Path, "r#")
	switch {
	case cond.HasList:
		return e.evalList(name, cond.List)
	case name == "" && cond.HasValue: // a literal: only booleans are conditions
		return literal(cond.Value)
	case cond.HasValue:
		return e.evalValue(name, cond.Value)
	case name == "":
		return Maybe
	case e.Flags[name]:
		return True
	case name == "true" || name == "false":
		return literal(cond.Path)
	case undecided[name] || e.Possible[name]:
		return Maybe
	}
	return False
}

// literal reads `true` and `false` (Rust 1.88). `r#true` is an ordinary name.
func literal(s string) Tri {
	switch s {
	case "true":
		return True
	case "false":
		return False
	case "r#true", "r#false":
		return False
	}
	return Maybe
}

func (e *Env) evalList(name string, list []*rust.Meta) Tri {
	switch name {
	case "all":
		v := True
		for _, m := range list {
			v = min(v, e.eval(m))
		}
		return v
	case "any":
		v := False
		for _, m := range list {
			v = max(v, e.eval(m))
		}
		return v
	case "not":
		if len(list) != 1 {
			return Maybe
		}
		return True - e.eval(list[0])
	case "target": // target(os = "linux") stands for target_os = "linux"
		v := True
		for _, m := range list {
			v = min(v, e.evalValue("target_"+m.Path, m.Value))
		}
		return v
	}
	return Maybe
}

func (e *Env) evalValue(key, value string) Tri {
	if key == "feature" {
		if e.Features[value] {
			return True
		}
		return False
	}
	values, known := e.Values[key]
	switch {
	case values[value]:
		return True
	case e.Possible[key]:
		return Maybe
	case !known && undecided[key]:
		return Maybe
	}
	return False
}

func (e *Env) enabled(attrs []*rust.Attr) Tri {
	v := True
	for _, a := range attrs {
		if a != nil && a.Meta != nil {
			v = min(v, e.metaEnabled(a.Meta))
		}
	}
	return v
}

// metaEnabled is what one attribute says about the item it stands on.
func (e *Env) metaEnabled(m *rust.Meta) Tri {
	switch {
	case m.Path == "cfg" && m.HasList:
		if len(m.List) != 1 {
			return Maybe
		}
		return e.eval(m.List[0])
	case m.Path == "cfg_attr" && len(m.List) > 0:
		inner := True
		for _, a := range m.List[1:] {
			inner = min(inner, e.metaEnabled(a))
		}
		// The item stays where the condition does not hold.
		return max(True-e.eval(m.List[0]), inner)
	}
	return True
}

func (e *Env) expand(attrs []*rust.Attr) []*rust.Attr {
	plain := true
	for _, a := range attrs {
		if a.Meta != nil && (a.Meta.Path == "cfg_attr" || a.Meta.Path == "unsafe") {
			plain = false
		}
	}
	if plain { // nearly all items: nothing to copy
		return attrs
	}
	var out []*rust.Attr
	for _, a := range attrs {
		out = e.expandOne(out, a)
	}
	return out
}

func (e *Env) expandOne(out []*rust.Attr, a *rust.Attr) []*rust.Attr {
	m := a.Meta
	switch {
	case m == nil:
		return append(out, a)
	case m.Path == "unsafe" && m.HasList && len(m.List) == 1:
		return e.expandOne(out, &rust.Attr{Span: a.Span, Inner: a.Inner, Meta: m.List[0]})
	case m.Path == "cfg_attr" && m.HasList:
		if len(m.List) == 0 || e.eval(m.List[0]) == False {
			return out
		}
		for _, inner := range m.List[1:] {
			// The attribute's own range: an edit must not take its neighbours along.
			out = e.expandOne(out, &rust.Attr{Span: inner.Span, Inner: a.Inner, Meta: inner})
		}
		return out
	}
	return append(out, a)
}
