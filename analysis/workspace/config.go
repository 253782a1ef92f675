package workspace

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// cargoConfig is Cargo's configuration for one folder: all `.cargo/config.toml`
// from that folder to the root of the file system, then CARGO_HOME's.
type cargoConfig struct {
	files []table // nearest, and so strongest, first
}

// configFor reads all levels above dir. A legacy `.cargo/config` wins over the
// `config.toml` beside it, as in Cargo.
func (l *loader) configFor(dir string) *cargoConfig {
	c := &cargoConfig{}
	seen := map[string]bool{}
	add := func(folder string) {
		if folder == "" || seen[folder] {
			return
		}
		seen[folder] = true
		for _, name := range []string{"config", "config.toml"} {
			d := l.doc(filepath.Join(folder, name))
			if d == nil {
				continue
			}
			l.report(d)
			c.files = append(c.files, table{doc: d, m: d.Values, sink: &l.problems})
			return
		}
	}
	for up := dir; ; up = filepath.Dir(up) {
		add(filepath.Join(up, ".cargo"))
		if up == filepath.Dir(up) {
			break
		}
	}
	add(l.cargoHome)
	return c
}

// base is the folder that relative paths of a configuration file start from.
func base(t table) string { return filepath.Dir(filepath.Dir(t.doc.Name)) }

// target is `build.target` of the strongest level that has one.
func (c *cargoConfig) target() string {
	for _, f := range c.files {
		switch v := f.sub("build").m["target"].(type) {
		case string:
			return tripleOf(v)
		case []any:
			if len(v) > 0 {
				if s, ok := v[0].(string); ok {
					return tripleOf(s)
				}
			}
		}
	}
	return ""
}

// tripleOf takes the name out of a path to a target specification.
func tripleOf(s string) string {
	if strings.HasSuffix(s, ".json") {
		return strings.TrimSuffix(filepath.Base(filepath.FromSlash(s)), ".json")
	}
	return s
}

// targetDir is `build.target-dir`, absolute, or "".
func (c *cargoConfig) targetDir() string {
	for _, f := range c.files {
		if s, ok := f.sub("build").m["target-dir"].(string); ok && s != "" {
			if filepath.IsAbs(s) {
				return filepath.Clean(s)
			}
			return filepath.Join(base(f), filepath.FromSlash(s))
		}
	}
	return ""
}

// rustflags are those Cargo passes for a target: all of the matching
// `[target.…]` tables, and `build.rustflags` only where these give none. Levels
// join, the strongest last.
func (c *cargoConfig) rustflags(env *cfg.Env, triple string) []Flag {
	var ofTarget, ofBuild []Flag
	for _, f := range slices.Backward(c.files) {
		targets := f.sub("target")
		for _, platform := range targets.keys() {
			if _, isTable := targets.m[platform].(map[string]any); !isTable {
				continue
			}
			if match, err := env.Matches(platform, triple); err == nil && match != cfg.False {
				ofTarget = append(ofTarget, flagsOf(targets.sub(platform))...)
			}
		}
		ofBuild = append(ofBuild, flagsOf(f.sub("build"))...)
	}
	if len(ofTarget) > 0 {
		return ofTarget
	}
	return ofBuild
}

// flagsOf reads `rustflags`: an array, or a string that blanks divide.
func flagsOf(t table) []Flag {
	var out []Flag
	switch v := t.m["rustflags"].(type) {
	case nil:
	case string:
		for _, word := range strings.Fields(v) {
			out = append(out, Flag{Text: word, File: t.doc.Name, Span: t.value("rustflags")})
		}
	case []any:
		for i, e := range v {
			if s, ok := e.(string); ok {
				at := t.doc.Nearest(append(t.at("rustflags"), fmt.Sprint(i))...)
				out = append(out, Flag{Text: s, File: t.doc.Name, Span: at})
			}
		}
	default:
		t.wrong("rustflags", v, "a string or an array of strings")
	}
	return out
}

// vendorDirs are the folders that source replacement puts in place of registries.
func (c *cargoConfig) vendorDirs() []string {
	var out []string
	for _, f := range c.files {
		sources := f.sub("source")
		for _, name := range sources.keys() {
			m, _ := sources.m[name].(map[string]any)
			for _, key := range []string{"directory", "local-registry"} {
				dir, ok := m[key].(string)
				if !ok || dir == "" {
					continue
				}
				if !filepath.IsAbs(dir) {
					dir = filepath.Join(base(f), filepath.FromSlash(dir))
				}
				if !slices.Contains(out, dir) {
					out = append(out, dir)
				}
			}
		}
	}
	return out
}

// profile returns the configuration's tables of one profile, weakest first.
func (c *cargoConfig) profile(name string) []table {
	var out []table
	for _, f := range slices.Backward(c.files) {
		if t := f.sub("profile"); t.has(name) {
			out = append(out, t.sub(name))
		}
	}
	return out
}

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

// compiler reads the toolchain file that rustup would use for dir.
func (l *loader) compiler(dir string) Compiler {
	c := Compiler{To: CurrentStable}
	for up := dir; ; up = filepath.Dir(up) {
		for _, name := range []string{"rust-toolchain", "rust-toolchain.toml"} {
			file := filepath.Join(up, name)
			channel := l.channel(file)
			if channel == "" {
				continue
			}
			c.Source = file
			return pin(c, channel)
		}
		if up == filepath.Dir(up) {
			return c
		}
	}
}

// channel reads either form of a toolchain file: one bare line, or TOML.
func (l *loader) channel(file string) string {
	src, err := l.fs.ReadFile(file, manifest.MaxManifest)
	if err != nil {
		return ""
	}
	if text := strings.TrimSpace(string(src)); !strings.ContainsAny(text, "[=\n") {
		return text
	}
	d := l.doc(file)
	if d == nil {
		return ""
	}
	l.report(d)
	return table{doc: d, m: d.Values, sink: &l.problems}.sub("toolchain").str("channel")
}
