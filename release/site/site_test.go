package main

import (
	"encoding/json"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	reference  = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	identified = regexp.MustCompile(` id="([^"]*)"`)
)

// TestSite builds the site and follows every link within it, to the heading.
func TestSite(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	out := t.TempDir()
	if err := build(filepath.Join("..", ".."), out); err != nil {
		t.Fatal(err)
	}
	files, ids := map[string]string{}, map[string]map[string]bool{}
	err := filepath.WalkDir(out, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(out, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		files[name], ids[name] = string(data), map[string]bool{}
		for _, m := range identified.FindAllStringSubmatch(string(data), -1) {
			ids[name][m[1]] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	follow := func(from, to string) {
		u, err := url.Parse(strings.ReplaceAll(to, "&amp;", "&"))
		if err != nil {
			t.Errorf("%s: %v", from, err)
			return
		}
		if u.Scheme != "" {
			return
		}
		links++
		name := from
		if u.Path != "" {
			name = strings.TrimPrefix(filepath.ToSlash(filepath.Join(filepath.Dir(from), u.Path)), "./")
		}
		if _, ok := files[name]; !ok {
			t.Errorf("%s links %s, which is not there", from, to)
		} else if u.Fragment != "" && !ids[name][u.Fragment] {
			t.Errorf("%s links %s, which has no such heading", from, to)
		}
	}
	pages := 0
	for name, text := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		pages++
		for _, m := range reference.FindAllStringSubmatch(text, -1) {
			follow(name, m[1])
		}
	}
	var index []entry
	text := strings.TrimSuffix(strings.TrimPrefix(files["search.js"], "const INDEX = "), ";")
	if err := json.Unmarshal([]byte(text), &index); err != nil {
		t.Fatal(err)
	}
	for _, e := range index {
		follow("index.html", e.URL)
	}
	for _, want := range []string{"index.html", "hosts.html", "cli/check.html", "docs/schemas/check.schema.html", "rules/pages/panic-in-ctor.html", "docs/configuration.html", "docs/tutorial.html"} {
		if files[want] == "" {
			t.Errorf("%s is missing", want)
		}
	}
	if pages < 90 || links < 5000 || len(index) < 500 {
		t.Errorf("%d pages, %d links, %d parts to search: something was left out", pages, links, len(index))
	}
	t.Logf("%d pages, %d links, %d parts to search", pages, links, len(index))
}
