package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lib.rs")
	if err := os.WriteFile(path, []byte("mod m {\n    fn f() { let v = g(1); println!(\"{}\", v.h()); }\n}\nfn other() {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := run(&b, path, "f"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ItemFn ", "StmtLet ", "ExprCall ", "ExprLit ", "ExprMacro ", "Args: ExprMethodCall ", `Text="h"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "other") {
		t.Error("another item is printed")
	}
	if err := run(&b, path, "none"); err == nil {
		t.Error("an item that is not there is no error")
	}
}
