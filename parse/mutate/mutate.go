// Package mutate changes crates at random, for tests that hold the tool against itself.
// Nothing but tests may import it.
package mutate

import (
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

// Crate is the text of a crate's files by their paths below its folder, with slashes.
type Crate map[string]string

// Limits of a crate that Crates takes up: fuzzing wants many small ones.
const (
	maxFile  = 32 << 10
	maxFiles = 40
)

// Crates are those in the folders that a pattern of filepath.Glob names. Sources and
// manifests count; a folder without a manifest, and one that is large, is none.
func Crates(pattern string) ([]Crate, error) {
	folders, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	var out []Crate
	for _, dir := range folders {
		c := Crate{}
		if err := c.add(dir, ""); err != nil {
			return nil, err
		}
		if c["Cargo.toml"] != "" && len(c) <= maxFiles {
			out = append(out, c)
		}
	}
	return out, nil
}

// add takes up what lies below a folder.
func (c Crate) add(root, dir string) error {
	entries, err := file.List(filepath.Join(root, filepath.FromSlash(dir)), 1<<10)
	if err != nil {
		return nil // a file, or a folder that cannot be read: no crate
	}
	for _, e := range entries {
		name := strings.TrimPrefix(dir+"/"+e.Name(), "/")
		if e.IsDir() {
			if err := c.add(root, name); err != nil {
				return err
			}
			continue
		}
		if ext := filepath.Ext(name); ext != ".rs" && ext != ".toml" {
			continue
		}
		text, err := file.Read(filepath.Join(root, filepath.FromSlash(name)), maxFile)
		if err == nil && utf8.Valid(text) {
			c[name] = string(text)
		}
	}
	return nil
}

// Names are the paths of the files in order.
func (c Crate) Names() []string { return slices.Sorted(maps.Keys(c)) }

// Clone is a copy.
func (c Crate) Clone() Crate { return maps.Clone(c) }

// Mutate changes the crate at one place: in a file, rarely whole files; other lends
// lines.
func (c Crate) Mutate(r *rand.Rand, other Crate) {
	names := c.Names()
	if len(names) == 0 {
		return
	}
	name := names[r.IntN(len(names))]
	switch n := r.IntN(20); {
	case n == 0 && name != "Cargo.toml":
		delete(c, name)
	case n == 1:
		c[names[r.IntN(len(names))]] = c[name]
	case n == 2:
		c[strings.TrimSuffix(name, filepath.Ext(name))+"/mod.rs"] = c[name]
	case n < 8 && len(other) > 0:
		from := other.Names()
		lines := strings.SplitAfter(other[from[r.IntN(len(from))]], "\n")
		at := r.IntN(len(lines))
		c[name] = insertLines(r, c[name], lines[at:min(at+1+r.IntN(8), len(lines))])
	default:
		c[name] = Text(r, c[name])
	}
}

func insertLines(r *rand.Rand, text string, lines []string) string {
	into := strings.SplitAfter(text, "\n")
	return strings.Join(slices.Insert(into, r.IntN(len(into)), lines...), "")
}

// odd is what mutations put in: what ends, opens and turns things, and words that mean
// something to the analysis.
var odd = []string{
	"{", "}", "(", ")", "\"", "'", "/*", "*/", "//", "r#\"", "#[", "#![", "]", "\r\n", "\x00", "\u202e", "é", "𝒳", "mod x;", "use super::*;", "pub use crate::*;",
	"#[cfg(test)]", "#![cfg(any())]", "#[path = \"../src/lib.rs\"]", "macro_rules! m { ($($t:tt)*) => { $($t)* } }", "type T = T;", "static S: fn() = init;", "#[ctor::ctor]",
	"thread_local! { static L: String = String::new(); }", "println!(\"x\")", "std::thread::spawn(|| ());", "loop {}", "crate::", "self.", ".unwrap()", "unsafe ", "extern \"C\" ",
	"// cdylib-ls: allow(all)", "[lib]", "crate-type = [\"cdylib\"]", "members = [\"*\"]", "[[bin]]", "path = \"..\"", "[features]", "edition = \"2024\"", "0",
}

// Text changes a text at one place.
func Text(r *rand.Rand, text string) string {
	words := strings.SplitAfter(text, " ")
	if r.IntN(2) == 0 {
		words = strings.SplitAfter(text, "\n")
	}
	i, j := r.IntN(len(words)), r.IntN(len(words))
	switch r.IntN(6) {
	case 0:
		words = slices.Delete(words, i, i+1)
	case 1:
		words = slices.Insert(words, i, words[j])
	case 2:
		words[i], words[j] = words[j], words[i]
	case 3:
		words[i] = words[j]
	case 4:
		words = slices.Insert(words, i, odd[r.IntN(len(odd))])
	case 5:
		if n := len(words[i]); n > 0 {
			at := r.IntN(n)
			words[i] = strings.ToValidUTF8(words[i][:at], "") + strings.ToValidUTF8(words[i][at+1:], "")
		}
	}
	return strings.Join(words, "")
}
