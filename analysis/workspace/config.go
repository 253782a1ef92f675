package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
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

// targetDir is where Cargo puts what it builds: environment, configuration, or
// `target` beside the root manifest.
func (w *impl) targetDir() string {
	for _, name := range []string{"CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"} {
		if dir := os.Getenv(name); filepath.IsAbs(dir) {
			return filepath.Clean(dir)
		}
	}
	if dir := w.config.targetDir(); dir != "" {
		return dir
	}
	return filepath.Join(w.dir, "target")
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
