package lab

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
)

// lineVariants are ways to leave debug information.
var lineVariants = []variant{
	{name: "debug", flags: []string{"-g"}},
	{name: "release", flags: []string{"-O", "-g"}},
	{name: "lines only", flags: []string{"-O", "-C", "debuginfo=line-tables-only"}},
	{name: "fat LTO", flags: []string{"-O", "-g", "-C", "lto=fat", "-C", "codegen-units=1"}},
	{name: "DWARF 5", flags: []string{"-O", "-g", "-C", "dwarf-version=5"}},
	{name: "v0 names", flags: []string{"-g", "-C", "symbol-mangling-version=v0"}},
	{name: "GNU ld", flags: []string{"-O", "-g", "-C", "linker-features=-lld"}},
	{name: "mold", flags: []string{"-O", "-g", "-C", "linker-features=-lld", "-C", "link-arg=-fuse-ld=mold"}},
}

// packings are what is done to the library afterwards.
var packings = map[string]func(t *testing.T, lib string){
	"zlib": func(t *testing.T, lib string) { tool(t, "objcopy", "--compress-debug-sections=zlib", lib) },
	"zstd": func(t *testing.T, lib string) { tool(t, "objcopy", "--compress-debug-sections=zstd", lib) },
	"debug link": func(t *testing.T, lib string) {
		tool(t, "objcopy", "--only-keep-debug", lib, lib+".debug")
		tool(t, "objcopy", "--strip-debug", "--add-gnu-debuglink="+lib+".debug", lib)
	},
	"debug link, stripped": func(t *testing.T, lib string) {
		debug := filepath.Join(filepath.Dir(lib), ".debug", "kept.debug")
		if err := os.Mkdir(filepath.Dir(debug), 0o755); err != nil {
			t.Fatal(err)
		}
		tool(t, "objcopy", "--only-keep-debug", "--compress-debug-sections=zstd", lib, debug)
		tool(t, "objcopy", "--strip-all", "--add-gnu-debuglink="+debug, lib)
	},
}

// Debug information tells what the lines of a source file call and which functions
// are declared there.
func TestLines(t *testing.T) {
	variants := lineVariants
	if hasAArch64() {
		variants = append(variants[:len(variants):len(variants)], variant{name: "AArch64", flags: []string{"-O", "-g", "--target", aarch64, "-C", "linker=aarch64-linux-gnu-gcc"}})
	}
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			expectLines(t, openLibrary(t, construct(t, "lines.rs", v)), true, v.name != "lines only")
		})
	}
	for name, pack := range packings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(construct(t, "lines.rs", lineVariants[1]))
			lib := filepath.Join(t.TempDir(), "liblines.so")
			if err == nil {
				err = os.WriteFile(lib, b, 0o755)
			}
			if err != nil {
				t.Fatal(err)
			}
			pack(t, lib)
			expectLines(t, openLibrary(t, lib), !strings.Contains(name, "stripped"), true)
		})
	}
}

// A debug link to the information of another build is not followed.
func TestStaleDebugLink(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(construct(t, "lines.rs", lineVariants[1]))
	lib := filepath.Join(t.TempDir(), "liblines.so")
	if err == nil {
		err = os.WriteFile(lib, b, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	packings["debug link"](t, lib)
	tool(t, "objcopy", "--only-keep-debug", construct(t, "lines.rs", lineVariants[0]), lib+".debug")
	if openLibrary(t, lib).File.HasDebug() {
		t.Error("took the debug information of another build")
	}
}

// expectLines compares with the comments of the source. Names of what is called are
// there unless the library is stripped, declarations where there is more than lines.
func expectLines(t *testing.T, l *artifact.Library, named, declared bool) {
	t.Helper()
	const source = "constructs/lines.rs"
	text, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	file, err := filepath.Abs(source)
	if err != nil || !l.Described(file) {
		t.Fatalf("%s is not described (%v); damage %q", file, err, l.File.Damage)
	}
	for i, text := range strings.Split(string(text), "\n") {
		code, comment, _ := strings.Cut(text, " // ")
		if strings.HasPrefix(text, "//") || comment == "" {
			continue
		}
		what, path, _ := strings.Cut(comment, " ")
		var got []string
		switch {
		case what == "calls":
			for _, c := range l.CallsAt(file, i+1) {
				got = append(append(got, target(l, c)), c.Through...)
				if !named {
					path = got[0]
				}
			}
		case path == "dropped":
			got = []string{"dropped"}
			if l.HasCode(file, i+1) || len(l.FunctionsAt(file, i+1)) > 0 {
				got = nil
			}
		case declared:
			for _, c := range l.FunctionsAt(file, i+1) {
				got = append(got, c.Name)
			}
		default:
			continue
		}
		if !slices.Contains(got, path) {
			t.Errorf("line %d, %s: %s %q, want %s", i+1, strings.TrimSpace(code), what, got, path)
		}
	}
}

func target(l *artifact.Library, c artifact.LineCall) string {
	switch {
	case c.Edge == nil:
		return "?"
	case c.Edge.Import != nil:
		return c.Edge.Import.Name
	}
	return l.Name(c.Edge.Func)
}
