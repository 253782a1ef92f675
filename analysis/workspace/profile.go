package workspace

import (
	"fmt"
	"slices"
	"strings"
)

// builtin are the profiles that Cargo has without any manifest.
var builtin = map[string]Profile{
	"release": {OptLevel: "3", Panic: "unwind", LTO: "false", Strip: "none"},
	"dev":     {OptLevel: "0", DebugAssertions: true, Panic: "unwind", LTO: "false", Strip: "none"},
}

// builtinBase says which profile the others start from.
var builtinBase = map[string]string{"bench": "release", "test": "dev", "debug": "dev"}

// profile resolves a profile of the root manifest with the configuration laid
// over it. It reports false where nothing defines the name.
func (w *impl) profile(name string) (Profile, bool) {
	written := w.root.sub("profile")
	chain := []string{}
	known := true
	for at := name; ; {
		if slices.Contains(chain, at) {
			w.l.problems.add("broken-manifest", w.root.doc.Name, written.value(at),
				"profiles inherit from each other in a circle (%s): let one inherit from `release` or `dev`", strings.Join(append(chain, at), " → "))
			break
		}
		chain = append(chain, at)
		if _, ok := builtin[at]; ok {
			break
		}
		if next, ok := builtinBase[at]; ok {
			at = next
			continue
		}
		next := written.sub(at).str("inherits")
		for _, t := range w.config.profile(at) {
			if s := t.str("inherits"); s != "" {
				next = s
			}
		}
		if next == "" {
			known = known && len(chain) > 1 || written.has(at)
			if written.has(at) {
				w.l.problems.add("broken-manifest", w.root.doc.Name, written.key(at),
					"profile `%s` does not say what it inherits: add `inherits = \"release\"`", at)
			}
			next = "release"
		}
		at = next
	}
	p, ok := builtin[chain[len(chain)-1]]
	if !ok {
		p = builtin["release"]
	}
	p.Name = name
	for _, at := range slices.Backward(chain) {
		if written.has(at) {
			p.apply(written.sub(at))
			if written.sub(at).has("panic") {
				p.PanicSpan = written.sub(at).value("panic")
			}
		}
		for _, t := range w.config.profile(at) {
			p.apply(t)
		}
	}
	return p, known
}

// apply lays one table over the profile.
func (p *Profile) apply(t table) {
	scalar := func(to *string, key string, off, on string) {
		switch v := t.m[key].(type) {
		case string:
			*to = v
		case bool:
			*to = off
			if v {
				*to = on
			}
		case int64:
			*to = fmt.Sprint(v)
		}
	}
	scalar(&p.OptLevel, "opt-level", "0", "3")
	scalar(&p.LTO, "lto", "false", "fat")
	scalar(&p.Strip, "strip", "none", "symbols")
	p.DebugAssertions = t.flag(p.DebugAssertions, "debug-assertions")
	if s := t.str("panic"); s == "abort" || s == "unwind" {
		p.Panic = s
	} else if s != "" {
		t.wrong("panic", s, "`\"unwind\"` or `\"abort\"`")
	}
}
