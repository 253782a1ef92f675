// Command tree prints what the parser makes of a Rust file: items, statements and
// expressions with their byte offsets, macro arguments read as code where they can be.
//
//	go run ./internal/tree FILE.rs [FUNCTION]
//
// With a function's name it prints that item alone.
package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

func main() {
	if len(os.Args) < 2 || len(os.Args) > 3 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/tree FILE.rs [FUNCTION]")
		os.Exit(2)
	}
	name := ""
	if len(os.Args) == 3 {
		name = os.Args[2]
	}
	if err := run(os.Stdout, os.Args[1], name); err != nil {
		fmt.Fprintln(os.Stderr, "tree:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, path, name string) error {
	src, err := file.Read(path, rust.MaxSource)
	if err != nil {
		return err
	}
	f, err := rust.Parse(context.Background(), filepath.Base(path), src)
	if err != nil {
		return err
	}
	p := &printer{w: w, file: f, kinds: kinds()}
	items := f.Items
	if name != "" {
		items = named(items, name)
		if len(items) == 0 {
			return fmt.Errorf("%s has no item %s", path, name)
		}
	}
	for _, it := range items {
		p.node("", reflect.ValueOf(it), 0)
	}
	for _, e := range f.Errors {
		fmt.Fprintf(w, "not read: %d..%d\n", e.Start, e.End)
	}
	return nil
}

// named finds the items of a name, also in modules, impls and traits.
func named(items []*rust.Item, name string) []*rust.Item {
	var out []*rust.Item
	for _, it := range items {
		if it.Name == name {
			out = append(out, it)
		}
		out = append(out, named(it.Items, name)...)
	}
	return out
}

type printer struct {
	w     io.Writer
	file  *rust.File
	kinds map[string][]string // of a type, the names of its constants
}

// maxDepth bounds what is printed.
const maxDepth = 200

// node prints one value of the tree and what is in it.
func (p *printer) node(label string, v reflect.Value, depth int) {
	if depth > maxDepth || v.Kind() == reflect.Pointer && v.IsNil() {
		return
	}
	if v.Kind() == reflect.Slice {
		for i := range v.Len() {
			p.node(label, v.Index(i), depth)
		}
		return
	}
	if b, ok := v.Interface().(*rust.Block); ok {
		p.line(label, "Block "+span(b.Span), depth)
		for _, s := range b.Statements() {
			p.node("", reflect.ValueOf(s), depth+1)
		}
		return
	}
	s := reflect.Indirect(v)
	if s.Kind() != reflect.Struct {
		return
	}
	p.line(label, p.head(s), depth)
	if m, ok := v.Interface().(*rust.MacroCall); ok {
		args, _ := m.Args()
		p.node("Args", reflect.ValueOf(args), depth+1)
		return
	}
	for i := range s.NumField() {
		f := s.Type().Field(i)
		if k := s.Field(i).Kind(); f.IsExported() && f.Name != "Origin" && (k == reflect.Pointer || k == reflect.Slice) {
			p.node(f.Name, s.Field(i), depth+1)
		}
	}
}

func (p *printer) line(label, text string, depth int) {
	if label != "" {
		label += ": "
	}
	fmt.Fprintln(p.w, strings.Repeat("  ", depth)+label+text)
}

// head names a node, where it stands, and what it says of itself.
func (p *printer) head(s reflect.Value) string {
	out := []string{s.Type().Name()}
	for i := range s.NumField() {
		f, v := s.Type().Field(i), s.Field(i)
		switch {
		case !f.IsExported():
		case f.Name == "Kind":
			out[0] = p.kinds[f.Type.Name()][v.Uint()]
		case f.Name == "Span":
			out = append(out, span(v.Interface().(rust.Span)))
		case v.Kind() == reflect.String && v.String() != "":
			out = append(out, fmt.Sprintf("%s=%q", f.Name, v.String()))
		case v.Kind() == reflect.Bool && v.Bool():
			out = append(out, f.Name)
		}
	}
	return strings.Join(out, " ")
}

func span(s rust.Span) string { return fmt.Sprintf("%d..%d", s.Start, s.End) }

// kinds reads the names of the constants of each kind out of the parser's source.
func kinds() map[string][]string {
	out := map[string][]string{}
	_, here, _, _ := runtime.Caller(0)
	paths, _ := filepath.Glob(filepath.Join(filepath.Dir(here), "..", "..", "parse", "rust", "*.go"))
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			continue
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			first, _ := g.Specs[0].(*ast.ValueSpec)
			if t, ok := first.Type.(*ast.Ident); ok && strings.HasSuffix(t.Name, "Kind") {
				for _, s := range g.Specs {
					out[t.Name] = append(out[t.Name], s.(*ast.ValueSpec).Names[0].Name)
				}
			}
		}
	}
	return out
}
