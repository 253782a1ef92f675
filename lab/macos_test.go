package lab

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Libraries for macOS are linked with zig, which carries what it takes of macOS's own
// libraries, and are read only: nothing here runs them.

const (
	armMac   = "aarch64-apple-darwin"
	intelMac = "x86_64-apple-darwin"
)

var withZig = flag.Bool("zig", false, "build the twins for macOS too, with the zig that release/build installs and both Rust targets")

// macTwins are the builds for macOS.
var macTwins = []twinBuild{
	{name: "macOS arm64", triple: armMac},
	{name: "macOS arm64, fat LTO", triple: armMac, profile: "lto = \"fat\"\ncodegen-units = 1\n"},
	{name: "macOS x86-64", triple: intelMac},
	{name: "macOS arm64, stripped", triple: armMac, profile: "strip = \"symbols\"\n", nameless: true},
}

func (b *twinBuild) mac() bool { return strings.HasSuffix(b.triple, "-apple-darwin") }

// macLinker is the setting that links a target with zig. Its linker knows no list of
// exported symbols, which only hides others.
func macLinker(t *testing.T, triple string) string {
	t.Helper()
	machine, _, _ := strings.Cut(triple, "-")
	script := filepath.Join(t.TempDir(), "zig-cc-"+machine)
	python, err := filepath.Abs("../.tools/zig/bin/python")
	if err != nil {
		t.Fatal(err)
	}
	text := `#!/bin/bash
arguments=() skip=
for a in "$@"; do
    case $skip$a in
    skip*) skip= ;;
    -Wl,-exported_symbols_list) skip=skip ;;
    -Wl,-exported_symbols_list,*) ;;
    *) arguments+=("$a") ;;
    esac
done
exec ` + python + ` -m ziglang cc -target ` + machine + `-macos "${arguments[@]}"
`
	if err := os.WriteFile(script, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	name := strings.ToUpper(strings.ReplaceAll(triple, "-", "_"))
	return "CARGO_TARGET_" + name + "_LINKER=" + script
}
