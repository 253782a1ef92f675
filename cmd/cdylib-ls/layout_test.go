package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestLayout checks who may import whom: the table of the design.
func TestLayout(t *testing.T) {
	const module = "github.com/cdylib-ls/cdylib-ls"
	allowed := map[string][]string{
		"parse":       {"parse"},
		"analysis":    {"analysis", "parse"},
		"rules":       {"rules", "analysis", "parse"},
		"cdylibls.go": {"rules", "analysis", "parse"},
		"lsp":         {"lsp", "rules", "analysis", "parse"},
		"trace":       {"trace", "analysis", "parse"},
		"internal":    {"internal", "parse"},
		"report":      {"report", "cdylibls.go", "rules", "analysis", "parse"},
		"cmd":         {"cmd", "lsp", "trace", "report", "cdylibls.go", "rules", "analysis", "parse"},
	}
	everyGoFile(t, func(rel, path string) {
		top, _, _ := strings.Cut(rel, "/")
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range file.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			rest, ours := strings.CutPrefix(name, module)
			to, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
			if rest == "" {
				to = "cdylibls.go" // the package at the top
			}
			if may, known := allowed[top]; ours && known && !slices.Contains(may, to) {
				t.Errorf("%s imports %s: %s may import %s only", rel, name, top, strings.Join(may, ", "))
			}
		}
	})
}

// TestStages checks the order of the stages of the analysis: each sees those before it,
// and others call the pipeline alone, with the scan's cache.
func TestStages(t *testing.T) {
	const module = "github.com/cdylib-ls/cdylib-ls/"
	order := []string{"links", "gaps", "scan", "corpus", "syntax", "search", "mention", "foreign", "loading", "roots", "reach", "flow", "leftovers", "linkage", "pipeline"}
	everyGoFile(t, func(rel, path string) {
		folder, inside := strings.CutPrefix(filepath.ToSlash(filepath.Dir(rel)), "analysis/")
		from := slices.Index(order, folder)
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range file.Imports {
			name, _ := strings.CutPrefix(strings.Trim(imp.Path.Value, `"`), module+"analysis/")
			to := slices.Index(order, name)
			switch {
			case to < 0:
			case inside && from >= 0 && to >= from:
				t.Errorf("%s imports %s, a later stage", rel, name)
			case from < 0 && name != "pipeline" && name != "scan":
				t.Errorf("%s imports the stage %s: call analysis/pipeline", rel, name)
			}
		}
	})
}

// maxLines is how long a file may be; a reader should find a change's place by the
// folder and the name.
const maxLines = 400

// TestFileLength holds every Go file to it.
func TestFileLength(t *testing.T) {
	everyGoFile(t, func(rel, path string) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(text, []byte("\n")); n > maxLines {
			t.Errorf("%s has %d lines: split it by subject", rel, n)
		}
	})
}

// maxFunction is how long a function may be, in lines with its signature. One that is longer
// says in its comment what makes it "longer than others". Tables make tests long.
const maxFunction = 60

func TestFunctionLength(t *testing.T) {
	everyGoFile(t, func(rel, path string) {
		if strings.HasSuffix(rel, "_test.go") {
			return
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1
			if n > maxFunction && !strings.Contains(strings.Join(strings.Fields(f.Doc.Text()), " "), "longer than others") {
				t.Errorf("%s: %s has %d lines: split it, or say why not", rel, f.Name.Name, n)
			}
		}
	})
}

// everyGoFile calls f with every Go file of the project, tests included: its path from
// the top with slashes, and the path to open.
func everyGoFile(t *testing.T, f func(rel, path string)) {
	t.Helper()
	root, n := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := e.Name(); e.IsDir() && (name == "testdata" || name == "node_modules" || name == "target" || len(name) > 2 && name[0] == '.') {
			return filepath.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		n++
		f(filepath.ToSlash(rel), path)
		return nil
	})
	if err != nil || n == 0 {
		t.Fatalf("%d files: %v", n, err)
	}
}

// TestGuardedELF keeps debug/elf behind parse/elf: its NewFile allocates what a
// file declares.
func TestGuardedELF(t *testing.T) {
	everyGoFile(t, func(rel, path string) {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		imported := ""
		for _, imp := range file.Imports {
			if imp.Path.Value == `"debug/elf"` {
				imported = "elf"
				if imp.Name != nil {
					imported = imp.Name.Name
				}
			}
		}
		if imported != "" && !strings.HasPrefix(rel, "parse/elf/") {
			t.Errorf("%s imports debug/elf: read libraries through parse/elf", rel)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if ok && imported != "" && (call.Sel.Name == "NewFile" || call.Sel.Name == "Open") {
				if x, ok := call.X.(*ast.Ident); ok && x.Name == imported {
					t.Errorf("%s calls %s.%s, which believes what a file declares", rel, imported, call.Sel.Name)
				}
			}
			return true
		})
	})
}

// TestGuardedFiles keeps the opening of files behind parse/file, which opens nothing
// but regular files and knows how much will be read. What is written, and folders of
// the tool's own, stand in the list of exceptions.
func TestGuardedFiles(t *testing.T) {
	forbidden := []string{"Open", "OpenFile", "ReadFile", "ReadDir", "DirFS", "OpenInRoot", "OpenRoot"}
	allowed := map[string]string{
		"parse/file/file.go":                        "the guarded opener",
		"cmd/cdylib-ls/serve.go":                    "appends to the log that --trace names",
		"cmd/cdylib-ls/internal/replace/replace.go": "writes",
	}
	for rel, file := range goFiles(t, "parse", "analysis", "rules", "report", "lsp", "cmd", "trace", ".") {
		imported := map[string]string{}
		for _, imp := range file.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			local := name[strings.LastIndexByte(name, '/')+1:]
			if imp.Name != nil {
				local = imp.Name.Name
			}
			imported[local] = name
			if name == "io/ioutil" || name == "syscall" && local == "." || name == "os" && local == "." {
				t.Errorf("%s imports %s as %s", rel, name, local)
			}
		}
		if allowed[rel] != "" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			use, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := use.X.(*ast.Ident)
			if ok && (imported[x.Name] == "os" || imported[x.Name] == "syscall") && slices.Contains(forbidden, use.Sel.Name) {
				t.Errorf("%s uses %s.%s: read files and folders through parse/file", rel, x.Name, use.Sel.Name)
			}
			if ok && imported[x.Name] == "path/filepath" && (use.Sel.Name == "WalkDir" || use.Sel.Name == "Walk") {
				t.Errorf("%s uses filepath.%s, which knows no bound", rel, use.Sel.Name)
			}
			return true
		})
	}
}

// TestOneOfEach keeps what exists once from being written again: panics are caught by package
// fault, which lets them through in tests, triples are read by package cfg, and versions are
// compared by package version.
func TestOneOfEach(t *testing.T) {
	for _, rule := range []struct{ pattern, at, use string }{
		{`\brecover\(\)`, "parse/fault/", "fault.Catch, which panics in tests"},
		{`strings\.(Contains|HasPrefix|HasSuffix)\([\w.]*([tT]arget|[tT]riple), `, "analysis/cfg/", "cfg.ParseTriple or unload.PlatformOf"},
		{`func (versionLess|compareVersions|versionBelow|older)\(`, "parse/version/", "version.Compare or version.Older"},
	} {
		again := regexp.MustCompile(rule.pattern)
		everyGoFile(t, func(rel, path string) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if at := again.Find(text); at != nil && !strings.HasPrefix(rel, rule.at) && !strings.HasSuffix(rel, "_test.go") {
				t.Errorf("%s: %s: use %s", rel, at, rule.use)
			}
		})
	}
}

// goFiles parses the Go files of the program below the given folders, tests left out;
// "." is the top folder alone.
func goFiles(t *testing.T, folders ...string) map[string]*ast.File {
	t.Helper()
	root := filepath.Join("..", "..")
	out := map[string]*ast.File{}
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if e.IsDir() && (e.Name() == "testdata" || folder == "." && path != root) {
				return filepath.SkipDir
			}
			if e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			out[filepath.ToSlash(rel)] = file
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) == 0 {
		t.Fatal("no files")
	}
	return out
}
