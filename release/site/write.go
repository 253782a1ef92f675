package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

//go:embed page.html.tmpl
var pageTemplate string

//go:embed site.css
var css []byte

//go:embed site.js
var script []byte

// writer writes the pages.
type writer struct {
	root, out string
	pages     []*page
	known     map[string]bool // paths of pages
}

// entry is what the search looks in: a page, or a part of one below a heading.
type entry struct {
	Title string `json:"t"`
	Page  string `json:"p"`
	URL   string `json:"u"`
	Text  string `json:"x"`
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

func (w *writer) all() error {
	t, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return err
	}
	trees := make([]ast.Node, len(w.pages))
	for i, p := range w.pages {
		trees[i] = markdown.Parser().Parse(text.NewReader(p.text))
		p.title = path.Base(p.path)
		if first, ok := trees[i].FirstChild().(*ast.Heading); ok {
			p.title = plain(first, p.text)
		} else if heading := firstHeading(trees[i]); heading != nil {
			p.title = plain(heading, p.text)
		}
	}
	var index []entry
	for i, p := range w.pages {
		index = append(index, entries(p, trees[i])...)
		if err := w.links(p, trees[i]); err != nil {
			return err
		}
		var body bytes.Buffer
		if err := markdown.Renderer().Render(&body, p.text, trees[i]); err != nil {
			return err
		}
		if err := w.page(t, p, body.String()); err != nil {
			return err
		}
	}
	data, err := json.Marshal(index)
	if err != nil {
		return err
	}
	// A script and no JSON: pages that are opened as files may load none.
	return w.files(map[string][]byte{"site.css": css, "site.js": script, "search.js": append(append([]byte("const INDEX = "), data...), ';')})
}

// address is the file of a page: the README is where a reader begins.
func address(name string) string {
	if name == "README.md" {
		return "index.html"
	}
	return strings.TrimSuffix(name, ".md") + ".html"
}

// page writes one page.
func (w *writer) page(t *template.Template, p *page, body string) error {
	type link struct {
		Title, URL string
		Here       bool
	}
	type group struct {
		Name  string
		Open  bool
		Links []link
	}
	here := address(p.path)
	up := strings.Repeat("../", strings.Count(here, "/"))
	var nav []*group
	for _, other := range w.pages {
		if len(nav) == 0 || nav[len(nav)-1].Name != other.group {
			nav = append(nav, &group{Name: other.group})
		}
		g := nav[len(nav)-1]
		g.Links = append(g.Links, link{other.title, up + address(other.path), other == p})
		g.Open = g.Open || other == p || g.Name == "Start" || g.Name == "Use"
	}
	var out bytes.Buffer
	if err := t.Execute(&out, map[string]any{"Title": p.title, "Up": up, "Nav": nav, "Body": template.HTML(body)}); err != nil {
		return err
	}
	return w.files(map[string][]byte{here: out.Bytes()})
}

// files writes files below the site's folder.
func (w *writer) files(all map[string][]byte) error {
	for name, data := range all {
		file := filepath.Join(w.out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// links points the links of a page to pages and copies; what the site does not hold is in
// the repository.
func (w *writer) links(p *page, tree ast.Node) error {
	return ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		var err error
		switch n := n.(type) {
		case *ast.Link:
			if entering {
				n.Destination, err = w.target(p, n.Destination)
			}
		case *ast.Image:
			if entering {
				n.Destination, err = w.target(p, n.Destination)
			}
		}
		return ast.WalkContinue, err
	})
}

// target is where a link of p leads in the site.
func (w *writer) target(p *page, to []byte) ([]byte, error) {
	u, err := url.Parse(string(to))
	if err != nil || u.Scheme != "" || u.Path == "" {
		return to, err
	}
	name := path.Join(path.Dir(p.path), u.Path)
	switch ext := path.Ext(name); {
	case w.known[name]:
		u.Path = relativeTo(address(p.path), address(name))
	case ext == ".png" || ext == ".svg" || ext == ".json":
		data, err := os.ReadFile(filepath.Join(w.root, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		if err := w.files(map[string][]byte{name: data}); err != nil {
			return nil, err
		}
		u.Path = relativeTo(address(p.path), name)
	default:
		if _, err := os.Stat(filepath.Join(w.root, filepath.FromSlash(name))); err != nil {
			return nil, err
		}
		return []byte(project + "/blob/main/" + name), nil
	}
	return []byte(u.String()), nil
}

// relativeTo is the way from one file of the site to another.
func relativeTo(from, to string) string {
	return strings.Repeat("../", strings.Count(from, "/")) + to
}
