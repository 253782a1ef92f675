package workspace

import (
	"slices"
	"strings"
)

// cfgFlags returns the names and pairs that `--cfg` flags set.
func cfgFlags(flags []Flag) (names []string, pairs [][2]string) {
	for i, f := range flags {
		text, ok := strings.CutPrefix(f.Text, "--cfg=")
		if !ok && f.Text == "--cfg" && i+1 < len(flags) {
			text, ok = flags[i+1].Text, true
		}
		if !ok {
			continue
		}
		name, value, isPair := strings.Cut(text, "=")
		if isPair {
			pairs = append(pairs, [2]string{strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), `"`)})
		} else {
			names = append(names, strings.TrimSpace(name))
		}
	}
	return names, pairs
}

// buildCfgs returns the custom cfgs that a build script's text says it may set.
func buildCfgs(src []byte) []string {
	text := string(src)
	seen := map[string]bool{}
	for _, marker := range []string{"cargo:rustc-cfg=", "cargo::rustc-cfg="} {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, marker)
			if !found {
				break
			}
			if name := identifier(after); name != "" {
				seen[name] = true
			}
			rest = after
		}
	}
	// `cfg_aliases! { name: { … } }`: names before a colon and a brace.
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "cfg_aliases!")
		if !found {
			break
		}
		for name := range aliases(after) {
			seen[name] = true
		}
		rest = after
	}
	// autocfg's helpers name the cfg in their last string, its probes derive one.
	for _, helper := range []string{"emit(", "emit_rustc_version(", "emit_expression_cfg(", "emit_type_cfg(", "emit_path_cfg(", "emit_constant_cfg(", "emit_trait_cfg("} {
		for rest := text; ; {
			_, after, found := strings.Cut(rest, helper)
			if !found {
				break
			}
			call, _, _ := strings.Cut(after, "\n")
			call, _, _ = strings.Cut(call, ")")
			if parts := strings.Split(call, `"`); len(parts) >= 3 {
				if name := identifier(parts[len(parts)-2]); name != "" {
					seen[name] = true
				}
			}
			rest = after
		}
	}
	var out []string
	for name := range seen {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// aliases yields the names defined at the outer level of a cfg_aliases body.
func aliases(body string) map[string]bool {
	names := map[string]bool{}
	depth := 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			if depth--; depth <= 0 {
				return names
			}
		case ':':
			if depth == 1 {
				head := strings.TrimRight(body[:i], " \t\r\n")
				start := len(head)
				for start > 0 && isIdent(head[start-1]) {
					start--
				}
				if start < len(head) {
					names[head[start:]] = true
				}
			}
		}
	}
	return names
}

func isIdent(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func identifier(s string) string {
	end := 0
	for end < len(s) && isIdent(s[end]) {
		end++
	}
	return s[:end]
}
