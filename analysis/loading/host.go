package loading

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// hostOf is the host that the configuration names, else the one that shows.
func hostOf(table *hosts.Table, t *workspace.Target, signs hosts.Signs) (*hosts.Host, string) {
	if s := t.Package.Settings; s != nil && s.Host != "" {
		return table.ByID(s.Host), "configuration"
	}
	found := table.Detect(signs)
	return found.Host, found.Sign
}

// signReader reads the signs of a library's host off manifests and folders.
type signReader struct{ *corpus.Corpus }

// packageSigns are the signs that manifests show.
func (r *signReader) packageSigns(t *workspace.Target) hosts.Signs {
	s := hosts.Signs{Params: map[string]string{}, Loaders: r.loaders(t), Linked: r.merelyLinked(t)}
	on := unload.PlatformOf(t.Package.Target)
	s.ELF = on != unload.Windows && on != unload.MacOS
	if doc := r.WS.Document(t.Package.Manifest); doc != nil {
		for key := range tableAt(doc.Values, "build-dependencies") {
			s.BuildCrates = append(s.BuildCrates, key)
		}
		for key := range tableAt(doc.Values, "package", "metadata") {
			s.Metadata = append(s.Metadata, key)
		}
		slices.Sort(s.BuildCrates)
		slices.Sort(s.Metadata)
	}
	// A header and a pkg-config file are how a C library comes to the programs that link it.
	if generated := slices.Contains(s.BuildCrates, "cbindgen") || r.isFile(t.Package.Dir, "cbindgen.toml"); generated || r.has(t.Package.Dir, ".h") {
		if r.has(t.Package.Dir, ".pc", ".pc.in") || generated && r.has(r.WS.Root, ".pc", ".pc.in") {
			s.Metadata = append(s.Metadata, "capi")
		}
		s.Headers = generated && slices.Contains(t.CrateTypes, "staticlib")
	}
	return s
}

// wordsOf are the words of a package's name, keywords and description, in lower case.
func (r *signReader) wordsOf(p *workspace.Package) []string {
	text := p.Name
	if doc := r.WS.Document(p.Manifest); doc != nil {
		table := tableAt(doc.Values, "package")
		if d, ok := table["description"].(string); ok {
			text += " " + d
		}
		keywords, _ := table["keywords"].([]any)
		for _, k := range keywords {
			if word, ok := k.(string); ok {
				text += " " + word
			}
		}
	}
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// tableAt is the table under a path of keys, nil where there is none.
func tableAt(m map[string]any, path ...string) map[string]any {
	for _, key := range path {
		m, _ = m[key].(map[string]any)
	}
	return m
}

func (r *signReader) isFile(dir, name string) bool {
	e, err := r.FS.Stat(filepath.Join(dir, name))
	return err == nil && !e.IsDir
}

// has reports a file with one of the endings in a folder.
func (r *signReader) has(dir string, endings ...string) bool {
	entries, err := r.FS.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(e vfs.Entry) bool {
		return slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(e.Name, end) })
	})
}

// openers are packages that open libraries by name.
var openers = []string{"libloading", "dlopen", "dlopen2", "dlopen-rs", "sharedlib", "abi_stable", "hot-lib-reloader", "dexterous_developer", "dynamic_reload"}

// merelyLinked reports a dylib that packages of the workspace depend on, in a workspace
// that opens no library by name: part of programs, and no plugin.
func (r *signReader) merelyLinked(t *workspace.Target) bool {
	if t.Kind != workspace.TargetLib || !slices.Contains(t.CrateTypes, "dylib") || slices.Contains(t.CrateTypes, "cdylib") {
		return false
	}
	linked := false
	for _, p := range r.WS.Packages {
		doc := r.WS.Document(p.Manifest)
		if doc == nil || p == t.Package {
			continue
		}
		tables := []map[string]any{tableAt(doc.Values, "dependencies"), tableAt(doc.Values, "dev-dependencies")}
		for _, platform := range tableAt(doc.Values, "target") {
			if m, ok := platform.(map[string]any); ok {
				tables = append(tables, tableAt(m, "dependencies"))
			}
		}
		for _, deps := range tables {
			for key, value := range deps {
				if slices.Contains(openers, key) {
					return false
				}
				name := key
				if m, ok := value.(map[string]any); ok {
					if renamed, ok := m["package"].(string); ok {
						name = renamed
					}
				}
				linked = linked || name == t.Package.Name
			}
		}
	}
	return linked
}

// loaders are the dependencies of the workspace's programs.
func (r *signReader) loaders(t *workspace.Target) []string {
	var out []string
	for _, p := range r.WS.Packages {
		isProgram := slices.ContainsFunc(p.Targets, func(o *workspace.Target) bool { return o.Kind == workspace.TargetBin })
		if !isProgram || p == t.Package {
			continue
		}
		for _, d := range p.Deps {
			out = append(out, d.Package)
		}
	}
	return out
}
