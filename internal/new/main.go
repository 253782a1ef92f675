// Command new writes what a new rule needs, and the registry of rules.
//
//	go run ./internal/new rule -category unload -title "a handle that nobody closes" handle-left-open
//	go run ./internal/new registry
//
// It is run in the repository.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "new:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: go run ./internal/new rule [-category NAME] [-title TEXT] RULE-ID, or registry")

func run(args []string) error {
	root, err := repository()
	if err != nil {
		return err
	}
	switch {
	case len(args) == 1 && args[0] == "registry":
		return writeRegistry(filepath.Join(root, "rules"))
	case len(args) > 1 && args[0] == "rule":
		return newRule(root, args[1:])
	}
	return errUsage
}

// repository is the folder of go.mod.
func repository() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	mod := strings.TrimSpace(string(out))
	if err != nil || filepath.Base(mod) != "go.mod" {
		return "", fmt.Errorf("run it in the repository: %s is no go.mod (%v)", mod, err)
	}
	return filepath.Dir(mod), nil
}

func newRule(root string, args []string) error {
	flags := flag.NewFlagSet("rule", flag.ContinueOnError)
	category := flags.String("category", "outside-main", "outside-main, registration, unload, load-link or housekeeping")
	title := flags.String("title", "", "what the rule finds, in a few words: lower case, no full stop")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return errUsage
	}
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return err
	}
	r := rule{ID: flags.Arg(0), Title: *title, Category: categories[*category], Since: strings.TrimSpace(string(version))}
	if !idForm.MatchString(r.ID) || r.Category == "" {
		return fmt.Errorf("%s, category %s: an id is words with hyphens, as stdio-in-ctor, and the categories are outside-main, registration, unload, load-link and housekeeping", r.ID, *category)
	}
	for _, f := range r.files() {
		path := filepath.Join(root, f.path)
		if _, err := os.Stat(path); err == nil {
			return fmt.Errorf("%s is there already", f.path)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(f.text), 0o644); err != nil {
			return err
		}
		fmt.Println("wrote  ", f.path)
	}
	if err := r.log(filepath.Join(root, "CHANGELOG.md")); err != nil {
		return err
	}
	fmt.Println("changed CHANGELOG.md")
	if err := writeRegistry(filepath.Join(root, "rules")); err != nil {
		return err
	}
	fmt.Println("changed rules/catalogue.go")
	fmt.Printf("\nNow write what TODO marks, and then:\n\n    go test ./rules -run '%s'    # its fixtures and its page\n    go generate ./...            # table, schema, settings\n    go test -short ./rules ./cmd/cdylib-ls ./editors\n", r.ID)
	return nil
}

// log adds the rule's line to the changelog, behind the last line of a rule.
func (r *rule) log(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	at := bytes.Index(text, []byte("\n## Unreleased\n"))
	if at < 0 {
		return fmt.Errorf("%s has no part for what is unreleased", path)
	}
	end := len(text)
	if i := bytes.Index(text[at+2:], []byte("\n## ")); i >= 0 {
		end = at + 2 + i
	}
	last := bytes.LastIndex(text[:end], []byte("\n- `"))
	if last < 0 {
		last = end - 1
	}
	next := last + 1 + bytes.IndexByte(text[last+1:], '\n') + 1
	for next < end && text[next] == ' ' { // the line goes on
		next += bytes.IndexByte(text[next:], '\n') + 1
	}
	line := fmt.Sprintf("- `%s`: %s.\n", r.ID, r.title())
	return os.WriteFile(path, bytes.Join([][]byte{text[:next], []byte(line), text[next:]}, nil), 0o644)
}
