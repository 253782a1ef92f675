package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// documentation are keys for readers of the data: that they are there is checked when it
// is read, and nothing else depends on them.
var documentation = map[string]bool{"Source": true, "Note": true, "Measured": true, "MeasuredFacts": true, "File": true}

// TestDataKeysAreRead asks of each key of the data files that code reads it other than to
// check its form: one that is loaded and then forgotten makes rows mean what they do not
// say. That a file has no key which is not loaded is checked when it is read.
func TestDataKeysAreRead(t *testing.T) {
	packages := listPackages(t)
	keys := map[string]bool{} // package.Type.Field, by whether it is read
	imp := &exported{packages: packages}
	fset := token.NewFileSet()
	gc := importer.ForCompiler(fset, "gc", imp.open)
	for path, p := range packages {
		if !strings.HasPrefix(path, module) || len(p.files) == 0 {
			continue
		}
		var files []*ast.File
		for _, name := range p.files {
			f, err := parser.ParseFile(fset, filepath.Join(p.dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		info := &types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}, Defs: map[*ast.Ident]types.Object{}}
		conf := types.Config{Importer: gc, FakeImportC: true, Error: func(error) {}}
		_, _ = conf.Check(path, fset, files, info) // of cgo little is known
		for _, o := range info.Defs {
			declareKeys(path, o, keys)
		}
		for _, f := range files {
			readKeys(f, info, keys)
		}
	}
	n := 0
	for key, read := range keys {
		if _, declared := strings.CutPrefix(key, "declared "); !declared {
			continue
		}
		n++
		name := strings.TrimPrefix(key, "declared ")
		if _, field, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], "."); !keys[name] && read && !documentation[field[strings.IndexByte(field, '.')+1:]] {
			t.Errorf("%s is loaded and never read", name)
		}
	}
	if n < 80 {
		t.Errorf("only %d keys", n)
	}
}

const module = "github.com/cdylib-ls/cdylib-ls"

// goPackage is what the go command knows of a package.
type goPackage struct {
	dir, export string
	files       []string
}

func listPackages(t *testing.T) map[string]goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Dir}}\t{{.Export}}\t{{join .GoFiles \" \"}} {{join .CgoFiles \" \"}}", "./cmd/...", "./rules/...", "./lsp/...", "./analysis/...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]goPackage{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		packages[f[0]] = goPackage{f[1], f[2], strings.Fields(f[3])}
	}
	return packages
}

// exported opens what the compiler exported of a package.
type exported struct{ packages map[string]goPackage }

func (e *exported) open(path string) (io.ReadCloser, error) { return os.Open(e.packages[path].export) }

// declareKeys notes the fields of a type that TOML is decoded into, and those of the rows
// that such fields are copied to.
func declareKeys(path string, o types.Object, keys map[string]bool) {
	if o == nil || !strings.HasPrefix(path, module+"/analysis/") {
		return
	}
	name, ok := o.(*types.TypeName)
	if !ok {
		return
	}
	s, ok := o.Type().Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i := range s.NumFields() {
		if strings.Contains(s.Tag(i), "toml:") || name.Name() == "Row" && strings.HasSuffix(path, "/effects") {
			keys["declared "+path+"."+name.Name()+"."+s.Field(i).Name()] = true
		}
	}
}

// readKeys notes the fields that code of a file reads: not those that it sets, nor what
// functions look at that check the form of the data.
func readKeys(f *ast.File, info *types.Info, keys map[string]bool) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Name.Name, "check") {
			continue
		}
		set := map[ast.Expr]bool{}
		ast.Inspect(d, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.ASSIGN {
				for _, x := range a.Lhs {
					set[x] = true
				}
			}
			x, ok := n.(*ast.SelectorExpr)
			if !ok || set[x] || info.Selections[x] == nil || info.Selections[x].Kind() != types.FieldVal {
				return true
			}
			sel := info.Selections[x]
			t := sel.Recv()
			for _, i := range sel.Index()[:len(sel.Index())-1] {
				if s, ok := deref(t).Underlying().(*types.Struct); ok {
					t = s.Field(i).Type()
				}
			}
			if named, ok := deref(t).(*types.Named); ok && named.Obj().Pkg() != nil {
				keys[named.Obj().Pkg().Path()+"."+named.Obj().Name()+"."+sel.Obj().Name()] = true
			}
			return true
		})
	}
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.Unalias(t)
}
