package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// variant is one way to build a library.
type variant struct {
	name      string
	toolchain string // of rustup, "" for the default one
	flags     []string
	strip     bool   // afterwards, with binutils
	prefix    string // of binutils for another machine
	few       bool   // the constructs of `telling` only
	slow      bool   // those of `slowOnes` only
}

// variants are the builds of the matrix.
var variants = []variant{
	{name: "debug"},
	{name: "debug, stripped", strip: true},
	{name: "release", flags: []string{"-O"}},
	{name: "release, stripped", flags: []string{"-O"}, strip: true},
	{name: "opt-level s, thin LTO", flags: []string{"-C", "opt-level=s", "-C", "lto=thin"}, slow: true},
	{name: "fat LTO", flags: []string{"-O", "-C", "lto=fat", "-C", "codegen-units=1"}, slow: true},
	{name: "fat LTO, stripped", flags: []string{"-O", "-C", "lto=fat", "-C", "codegen-units=1"}, slow: true, strip: true},
	{name: "panic=abort, stripped", flags: []string{"-O", "-C", "panic=abort", "-C", "strip=symbols"}, few: true},
	{name: "GNU ld", flags: []string{"-O", "-C", "linker-features=-lld"}, few: true},
	{name: "GNU ld, stripped", flags: []string{"-O", "-C", "linker-features=-lld"}, few: true, strip: true},
	{name: "LLD of the system", flags: []string{"-O", "-C", "link-arg=-fuse-ld=lld", "-C", "linker-features=-lld"}, few: true},
	{name: "mold", flags: []string{"-O", "-C", "linker-features=-lld", "-C", "link-arg=-fuse-ld=mold"}, few: true},
	{name: "mold, stripped", flags: []string{"-O", "-C", "linker-features=-lld", "-C", "link-arg=-fuse-ld=mold"}, few: true, strip: true},
	{name: "RELR, -z nodelete", flags: []string{"-O", "-C", "link-arg=-Wl,-z,pack-relative-relocs", "-C", "link-arg=-Wl,-z,nodelete"}, slow: true},
	{name: "nightly", toolchain: "nightly", flags: []string{"-O"}, slow: true},
}

// telling are the constructs that differ in what dlclose does, and those that are
// closest to them; slowOnes are one of each kind.
var (
	telling = []string{"control", "println", "eprintln", "stdin", "hashmap", "mutex", "panic_default", "backtrace", "process", "current", "current_id", "park",
		"spawn_join", "scope", "mpsc_block", "tl_lazy_drop", "tl_const_drop", "tl_opt_box_none", "tl_untouched", "tl_const_nodrop", "tl_manuallydrop"}
	slowOnes = []string{"control", "println", "panic_default", "current", "spawn_join", "tl_const_drop", "tl_const_nodrop"}
)

// mayRun are constructs that can do what inspect says and do not in this run.
var mayRun = map[string]bool{"mpsc_noblock": true, "sync_channel": true, "tl_referenced_not_run": true}

// building bounds the compilers that run at once.
var building = make(chan struct{}, runtime.NumCPU())

// construct compiles a source file with a cfg and keeps the result by what it was
// made from.
func construct(t *testing.T, source string, v variant, cfg ...string) string {
	t.Helper()
	text, err := os.ReadFile("constructs/" + source)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-A", "warnings", "--edition", "2021", "--crate-type", "cdylib", "constructs/" + source}
	for _, c := range cfg {
		args = append(args, "--cfg", c)
	}
	args = append(args, v.flags...)
	if v.toolchain != "" {
		args = append([]string{"+" + v.toolchain}, args...)
	}
	key := sha256.Sum256(fmt.Appendf(nil, "%s\n%q\n%s", rustcVersion(t, v.toolchain), args, text))
	dir := "../target/lab/constructs"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	lib := filepath.Join(dir, hex.EncodeToString(key[:10])+".so")
	once(t, lib, func(to string) {
		building <- struct{}{}
		defer func() { <-building }()
		tool(t, "rustc", append(args, "-o", to)...)
	})
	if !v.strip {
		return lib
	}
	stripped := strings.TrimSuffix(lib, ".so") + "-stripped.so"
	once(t, stripped, func(to string) { tool(t, v.prefix+"strip", "-s", "-o", to, lib) })
	return stripped
}

var making sync.Map // *sync.Mutex by file

// once makes a file unless it is there, in a folder of its own at first: a test
// that is stopped leaves no half of it.
func once(t *testing.T, file string, build func(to string)) {
	t.Helper()
	m, _ := making.LoadOrStore(file, &sync.Mutex{})
	m.(*sync.Mutex).Lock()
	defer m.(*sync.Mutex).Unlock()
	if _, err := os.Stat(file); err == nil {
		return
	}
	to := filepath.Join(t.TempDir(), filepath.Base(file))
	build(to)
	b, err := os.ReadFile(to)
	if err == nil {
		err = os.WriteFile(file+".new", b, 0o755)
	}
	if err == nil {
		err = os.Rename(file+".new", file)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// tool runs a program of the toolchain; a missing one is a failure.
func tool(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s(test.sh installs what the lab needs)", name, args, err, out)
	}
}

var rustcVersions sync.Map

func rustcVersion(t *testing.T, toolchain string) string {
	if v, ok := rustcVersions.Load(toolchain); ok {
		return v.(string)
	}
	args := []string{"-vV"}
	if toolchain != "" {
		args = []string{"+" + toolchain, "-vV"}
	}
	out, err := exec.Command("rustc", args...).Output()
	if err != nil {
		t.Fatalf("rustc %q: %v", args, err)
	}
	rustcVersions.Store(toolchain, string(out))
	return string(out)
}

// constructNames lists the cases of a source file.
func constructNames(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("constructs/pin.rs")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`(?m)^case!\("(\w+)"`).FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	return out
}

// unloaded tells what dlclose really did, "" where the run did not get there.
func unloaded(o outcome) unload.State {
	switch {
	case strings.Contains(o.progress, "close:mapped") && o.status == fine:
		return unload.Stays
	case strings.Contains(o.progress, "close:gone") && o.status == fine:
		return unload.Unloads
	case strings.Contains(o.progress, "close:gone"):
		return unload.Crashes
	}
	return ""
}

// cells counts the libraries of a row of the matrix.
type cells struct{ confirmed, refuted, can, wrong int }

// Every verdict of inspect is that of a real dlclose, for each construct and each
// way to build it. `go test ./lab -run TestUnloadVerdicts -v` prints the matrix.
func TestUnloadVerdicts(t *testing.T) {
	names := constructNames(t)
	rows := make([]cells, len(variants))
	t.Run("builds", func(t *testing.T) {
		for i, v := range variants {
			t.Run(v.name, func(t *testing.T) {
				t.Parallel()
				if v.toolchain != "" && exec.Command("rustc", "+"+v.toolchain, "-V").Run() != nil {
					t.Skipf("no %s toolchain, which nothing promises", v.toolchain)
				}
				for _, name := range names {
					if name == "panic_default" && slices.Contains(v.flags, "panic=abort") {
						continue // nothing to unload any more
					}
					if v.few && !slices.Contains(telling, name) || v.slow && !slices.Contains(slowOnes, name) {
						continue
					}
					rows[i].add(t, v, name)
				}
			})
		}
	})
	var table strings.Builder
	var all cells
	for i, v := range variants {
		r := rows[i]
		fmt.Fprintf(&table, "| %s | %d | %d | %d | %d |\n", v.name, r.confirmed, r.refuted, r.can, r.wrong)
		all.confirmed, all.refuted, all.can, all.wrong = all.confirmed+r.confirmed, all.refuted+r.refuted, all.can+r.can, all.wrong+r.wrong
	}
	t.Logf("build | confirmed | refuted | can and did not | wrong\n%s| all | %d | %d | %d | %d |", table.String(), all.confirmed, all.refuted, all.can, all.wrong)
}

func (c *cells) add(t *testing.T, v variant, name string) {
	lib := construct(t, "pin.rs", v, `case="`+name+`"`)
	o := run{args: []string{filepath.Join(work, "host"), lib, "open", "thread-call", "close", "thread-end"}}.start(t)
	seen := unloaded(o)
	l, err := artifact.Open(lib)
	if err != nil {
		t.Error(err)
		return
	}
	defer l.Close()
	said := l.Verdict()
	switch {
	case seen == "":
		t.Errorf("%s: the run told nothing: %v", name, o)
	case said.State == seen && seen == unload.Unloads:
		c.refuted++
	case said.State == seen, said.State == unload.Never && seen == unload.Stays:
		c.confirmed++
	case seen == unload.Unloads && mayRun[name], seen == unload.Stays && said.Words() == "may crash":
		c.can++
	default:
		c.wrong++
		t.Errorf("%s (%s): inspect says %s %v, dlclose %s: %v", name, lib, said.State, said.Because, seen, o)
	}
}

// What an exported object leads to is called as exports are: the verdict is the same
// whether the function is exported or stands in a table.
func TestHandedOut(t *testing.T) {
	for _, v := range variants {
		if v.name != "release" && v.name != "release, stripped" {
			continue
		}
		for _, name := range slowOnes {
			direct, through := judged(t, construct(t, "pin.rs", v, `case="`+name+`"`)), judged(t, construct(t, "pin.rs", v, `case="`+name+`"`, "table"))
			if direct != through {
				t.Errorf("%s, %s: %s when exported, %s through a table", v.name, name, direct, through)
			}
			if v.strip {
				continue // where such a table ends is not known without its symbol
			}
			returned := judged(t, construct(t, "pin.rs", v, `case="`+name+`"`, "table", "returned"))
			if direct != returned {
				t.Errorf("%s, %s: %s when exported, %s through a table that an export returns", v.name, name, direct, returned)
			}
		}
	}
}

func judged(t *testing.T, lib string) unload.State {
	t.Helper()
	l, err := artifact.Open(lib)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Verdict().State
}
