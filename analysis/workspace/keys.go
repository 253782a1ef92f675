package workspace

import "slices"

// Key is one configuration key: what reads it, and what editors and the
// documentation say about it.
type Key struct {
	Name string
	Kind KeyKind
	// Words are the values it takes, for a key that takes no others. The first is
	// the default.
	Words []string
	// Usual are values worth offering for a key that takes others too.
	Usual   []string
	Example string // a value as TOML writes it
	Doc     string // Markdown, whole sentences
}

// KeyKind is the type of a key's value.
type KeyKind uint8

// The kinds.
const (
	KeyText       KeyKind = iota // a string
	KeyTexts                     // an array of strings
	KeyPaths                     // files: one string, or an array of them
	KeyLevels                    // a table from rule to severity
	KeyPathLevels                // a table from pattern to such a table
	KeyStates                    // one of the words, or a table from platform to word
)

// Keys are the configuration keys, sorted by name: in `Cargo.toml` under
// `[package.metadata.cdylib-ls]`, in editors as `cdylib-ls.<name>`.
var Keys = []Key{
	{Name: "artifact", Kind: KeyPaths, Example: `"target/release/libplugin.so"`,
		Doc: "Built library to read as evidence, in place of those found in the target directory."},
	{Name: "exclude", Kind: KeyTexts, Example: `["vendor/**"]`,
		Doc: "Files and folders that are not checked: patterns relative to the manifest's folder."},
	{Name: "expect-unload", Kind: KeyStates, Words: []string{"unloads", "stays", "never", "crashes"}, Example: `"unloads"`,
		Doc: "What closing the library may do at worst, on the platform that is analysed; a table (`{ linux-gnu = \"unloads\", windows = \"stays\" }`) says it by platform. A worse verdict, or one that is undecided, is an error on the key."},
	{Name: "features", Kind: KeyTexts, Example: `["gui"]`,
		Doc: "Cargo features that the analysed build has, beside the default ones."},
	{Name: "host", Kind: KeyText, Example: `"clap"`,
		Doc: "What loads the library, where dependencies and exported symbols do not tell. It decides how much the unload rules weigh."},
	{Name: "host-libraries", Kind: KeyTexts, Example: `["libengine.so.3"]`,
		Doc: "File names of libraries that the host brings along, so that the loader need not find them. `*` stands for any text."},
	{Name: "host-symbols", Kind: KeyTexts, Example: `["engine_*"]`,
		Doc: "Symbols that the host provides, so that they may stay undefined in the library. `*` stands for any text."},
	{Name: "min-glibc", Kind: KeyText, Usual: []string{"2.17", "2.28", "2.31", "2.34"}, Example: `"2.17"`,
		Doc: "Oldest glibc that the library has to load on, as a version in quotes."},
	{Name: "min-macos", Kind: KeyText, Usual: []string{"10.13", "11.0", "12.0"}, Example: `"11.0"`,
		Doc: "Oldest macOS that the library has to load on, as a version in quotes."},
	{Name: "min-windows", Kind: KeyText, Usual: []string{"7", "8.1", "10", "10.0.17763"}, Example: `"10"`,
		Doc: "Oldest Windows that the library has to load on, as a name (`7`, `8.1`, `10`, `11`) or number in quotes."},
	{Name: "panics", Kind: KeyText, Words: []string{"explicit", "all"}, Example: `"all"`,
		Doc: "Which panics count: `explicit` ones (`unwrap`, `assert!`, `panic!`), or `all`, implicit ones (indexing, division, `RefCell`) included."},
	{Name: "paths", Kind: KeyPathLevels, Example: `{ "src/test/**" = { unload = "off" } }`,
		Doc: "Severity by rule for some files: patterns relative to the manifest's folder, the longest that fits counts, and what they say comes before `rules`."},
	{Name: "rules", Kind: KeyLevels, Example: `{ stdio-in-ctor = "off" }`,
		Doc: "Severity by rule: `off`, `hint`, `information`, `warning` or `error`. Groups (`unload`, `all`) and patterns (`\"*-in-ctor\"`) stand for several rules; the closest name counts."},
	{Name: "target", Kind: KeyText, Example: `"aarch64-linux-android"`,
		Doc: "Target triple that is analysed, in place of this machine's."},
	{Name: "unload", Kind: KeyText, Words: []string{"auto", "never", "supported"}, Example: `"supported"`,
		Doc: "Whether the host unloads the library. `auto` goes by what is known of the host."},
}

// Platforms are those whose loaders differ, as `expect-unload` and verdicts name them.
var Platforms = []string{"linux-gnu", "linux-musl", "macos", "windows"}

// KeyByName returns the key of that name, or nil.
func KeyByName(name string) *Key {
	i := slices.IndexFunc(Keys, func(k Key) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return &Keys[i]
}

// keyNames are the names of all keys.
func keyNames() []string {
	var names []string
	for _, k := range Keys {
		names = append(names, k.Name)
	}
	return names
}
