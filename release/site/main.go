// Command site makes the documentation a folder of pages, which needs no server:
//
//	go run ./release/site [FOLDER]      (default: dist/site)
//
// Nothing of it is kept in the repository: the pages are made of the Markdown there, of the
// schemas, and of what the program itself says of its commands and hosts.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// project is where files are that the pages link and do not hold.
const project = "https://github.com/cdylib-ls/cdylib-ls"

// page is one page; its file is path with .html for .md.
type page struct {
	path  string // in the repository, with slashes
	group string // in the navigation
	text  []byte // Markdown
	title string // the first heading
}

// groups are the pages in the order of the navigation. A pattern can match several.
var groups = []struct {
	name     string
	patterns []string
}{
	{"Start", []string{"README.md", "docs/tutorial.md", "docs/symptoms.md", "docs/faq.md", "docs/comparison.md"}},
	{"Use", []string{"docs/configuration.md", "docs/ci.md", "docs/inspect.md", "docs/trace.md", "docs/editors.md", "editors/vscode/README.md", "editors/neovim/README.md", "docs/server.md"}},
	{"Trust", []string{"docs/evidence.md", "docs/measurements.md", "docs/security.md"}},
	{"Change", []string{"CONTRIBUTING.md", "docs/architecture.md", "CHANGELOG.md"}},
	{"Rules", []string{"docs/rules.md", "rules/pages/*.md"}},
}

func main() {
	out := filepath.Join("dist", "site")
	if len(os.Args) > 1 {
		out = os.Args[1]
	}
	if err := build(".", out); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// build writes the site of the repository at root.
func build(root, out string) error {
	pages, err := collect(root)
	if err != nil {
		return err
	}
	w := &writer{root: root, out: out, pages: pages, known: map[string]bool{}}
	for _, p := range pages {
		w.known[p.path] = true
	}
	if err := w.all(); err != nil {
		return err
	}
	fmt.Printf("%d pages in %s\n", len(pages), out)
	return nil
}

// collect reads all pages and makes those that the program tells.
func collect(root string) ([]*page, error) {
	var out []*page
	for _, g := range groups {
		for _, pattern := range g.patterns {
			files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
			if err != nil {
				return nil, err
			}
			if len(files) == 0 {
				return nil, fmt.Errorf("%s: no such page", pattern)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					return nil, err
				}
				rel, err := filepath.Rel(root, file)
				if err != nil {
					return nil, err
				}
				out = append(out, &page{path: filepath.ToSlash(rel), group: g.name, text: text})
			}
		}
	}
	told, err := fromProgram(root)
	if err != nil {
		return nil, err
	}
	schemas, err := fromSchemas(root)
	if err != nil {
		return nil, err
	}
	return append(append(out, told...), schemas...), nil
}

// fromProgram makes a page of each command's help, and one of the hosts.
func fromProgram(root string) ([]*page, error) {
	folder, err := os.MkdirTemp("", "cdylib-ls-site")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "cdylib-ls")
	compile := exec.Command("go", "build", "-o", program, "./cmd/cdylib-ls")
	compile.Dir = root
	if out, err := compile.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	say := func(args ...string) (string, error) {
		out, err := exec.Command(program, args...).Output()
		if err != nil {
			return "", fmt.Errorf("cdylib-ls %s: %w", strings.Join(args, " "), err)
		}
		return string(out), nil
	}
	manuals, err := filepath.Glob(filepath.Join(root, "docs", "man", "cdylib-ls-*.1"))
	if err != nil {
		return nil, err
	}
	var out []*page
	for _, manual := range manuals {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(manual), "cdylib-ls-"), ".1")
		help, err := say(name, "--help")
		if err != nil {
			return nil, err
		}
		out = append(out, &page{path: "cli/" + name + ".md", group: "Commands", text: []byte("# cdylib-ls " + name + "\n\n```text\n" + help + "```\n")})
	}
	list, err := say("hosts")
	if err != nil {
		return nil, err
	}
	text := "# Hosts\n\nWhat is known of the programs that load libraries. `cdylib-ls hosts NAME` tells the same.\n\n"
	for line := range strings.Lines(list) {
		name, _, ok := strings.Cut(line, " ")
		if !ok || name == "" {
			continue
		}
		one, err := say("hosts", name)
		if err != nil { // a heading or a remark
			continue
		}
		text += "## " + name + "\n\n```text\n" + one + "```\n\n"
	}
	return append(out, &page{path: "hosts.md", group: "Reference", text: []byte(text)}), nil
}

// fromSchemas makes a page of each JSON schema.
func fromSchemas(root string) ([]*page, error) {
	files, err := filepath.Glob(filepath.Join(root, "docs", "schemas", "*.json"))
	if err != nil {
		return nil, err
	}
	var out []*page
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		name := filepath.Base(file)
		var b bytes.Buffer
		fmt.Fprintf(&b, "# Schema %s\n\n[The file itself](%s)\n\n```json\n%s\n```\n", strings.TrimSuffix(name, ".schema.json"), name, bytes.TrimSpace(text))
		out = append(out, &page{path: path.Join("docs/schemas", strings.TrimSuffix(name, ".json")+".md"), group: "Reference", text: b.Bytes()})
	}
	return out, nil
}
