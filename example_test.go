package cdylibls_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// Errors of one of the example plugins, and what its constructor reaches.
func ExampleCheck() {
	dir, err := filepath.Abs("examples/preload-shim")
	if err != nil {
		panic(err)
	}
	report, err := cdylibls.Check(context.Background(), []string{dir}, cdylibls.Options{
		Workspace:  workspace.Options{Target: "x86_64-unknown-linux-gnu"},
		NoArtifact: true,
	})
	if err != nil {
		panic(err)
	}
	for _, f := range report.Findings {
		if f.Severity == rules.Error {
			file, _ := filepath.Rel(dir, f.Place.File)
			fmt.Println(filepath.ToSlash(file), f.Rule)
			for _, step := range f.Paths[0].Chain {
				fmt.Println("   ", step.Message)
			}
		}
	}
	// Output:
	// src/rules.rs panic-in-ctor
	//     `init` calls `rules::Rules::parse`
	//     `rules::Rules::parse` calls `rules::pair`
	//     `rules::pair` reaches `panic!`
	// src/rules.rs panic-in-ctor
	//     `init` calls `rules::Rules::parse`
	//     `rules::Rules::parse` calls `rules::pair`
	//     `rules::pair` calls `rules::absolute`
	//     `rules::absolute` reaches `assert!`
}

// Safe fixes, applied to a text in memory.
func ExampleCheck_fix() {
	dir, err := os.MkdirTemp("", "plugin")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	lib := filepath.Join(dir, "src", "lib.rs")
	files := map[string][]byte{
		filepath.Join(dir, "Cargo.toml"): []byte("[package]\nname = \"plugin\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"),
		lib:                              []byte("#[link_section = \".init_array\"]\nstatic START: extern \"C\" fn() = start;\nextern \"C\" fn start() {}\n"),
	}
	report, err := cdylibls.Check(context.Background(), []string{dir}, cdylibls.Options{FS: vfs.Lay(vfs.Disk{}, files)})
	if err != nil {
		panic(err)
	}
	edits, fixed := rules.Plan(report.Findings, false)
	text, err := rules.Apply(files[lib], edits[lib])
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d fixed\n%s", len(fixed), text)
	// Output:
	// 1 fixed
	// #[used]
	// #[link_section = ".init_array"]
	// static START: extern "C" fn() = start;
	// extern "C" fn start() {}
}
