package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/inspect"
)

// sharedObject compiles C to a library in a folder of the test's own.
func sharedObject(t *testing.T, source string, flags ...string) string {
	t.Helper()
	dir := t.TempDir()
	text, lib := filepath.Join(dir, "lib.c"), filepath.Join(dir, "lib.so")
	if err := os.WriteFile(text, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-g", "-O1", "-w", "-shared", "-fPIC", "-o", lib, text, "-pthread"}, flags...)
	if out, err := exec.Command("cc", args...).CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	return lib
}

const plugin = `#include <pthread.h>
#include <stdlib.h>
extern int of_the_host(void);
static pthread_key_t key;
static void done(void *p) {}
static __attribute__((noinline)) void make(void) {
  pthread_key_create(&key, done);
  pthread_setspecific(key, &key);
}
__attribute__((constructor)) static void at_load(void) { setenv("PLUGIN", "1", 1); }
__attribute__((destructor)) static void at_unload(void) { unsetenv("PLUGIN"); }
void entry(void) { make(); }
int other(void) { return of_the_host(); }
`

func TestInspectText(t *testing.T) {
	lib := sharedObject(t, plugin)
	out, code := runIn(filepath.Dir(lib), "inspect", "lib.so", "--color", "never")
	if code != exitClean {
		t.Fatalf("exit %d: %s", code, out)
	}
	for _, want := range []string{
		"unload      crashes on linux-gnu",
		"(pthread-key-dangles)",
		"entry → make → pthread_key_create  lib.c:7",
		"at load\n  .init_array[1] at_load  lib.c:10\n    changes the environment\n      at_load → setenv  lib.c:10",
		"at unload, or at exit where it is still there\n  .fini_array[1] at_unload  lib.c:11",
		"unresolved  of_the_host",
		"as in every library: DT_INIT, .init_array[0]",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// The JSON has no null where a list is promised, and says what the text says.
func TestInspectJSON(t *testing.T) {
	lib := sharedObject(t, plugin, "-s")
	out, code := runIn(filepath.Dir(lib), "inspect", "--format", "json", "lib.so")
	if code != exitClean {
		t.Fatalf("exit %d: %s", code, out)
	}
	var doc any
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	optional := map[string]bool{"tls": true, "glibc_floor": true, "path": true}
	var walk func(where string, v any)
	walk = func(where string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(where+"."+k, e)
				if e == nil && !optional[k] {
					t.Errorf("%s.%s is null", where, k)
				}
			}
		case []any:
			for i, e := range v {
				walk(fmt.Sprintf("%s[%d]", where, i), e)
			}
		}
	}
	walk("", doc)
	var report struct{ Libraries []inspect.Inspected }
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	in := report.Libraries[0]
	if !in.Stripped || in.Rust || in.Verdict.State != "crashes" || len(in.Load) < 2 || len(in.Link.Unresolved) != 1 || len(in.Exports) != 2 {
		t.Errorf("read %+v", in)
	}
	own := 0
	for _, s := range in.Load {
		if s.Toolchain == "" {
			own++
			if len(s.Reaches) != 1 || s.Reaches[0].What != "setenv" {
				t.Errorf("%s reaches %+v", s.Slot, s.Reaches)
			}
		}
	}
	if own != 1 {
		t.Errorf("%d slots of its own at load, want 1: %+v", own, in.Load)
	}
	if again, _ := runIn(filepath.Dir(lib), "inspect", "--format", "json", "lib.so"); again != out {
		t.Error("a second run prints something else")
	}
}

func TestInspectHost(t *testing.T) {
	lib := sharedObject(t, plugin)
	dir := filepath.Dir(lib)
	host := filepath.Join(dir, "host.c")
	if err := os.WriteFile(host, []byte("int of_the_host(void) { return 1; }\nint main(void) { return 0; }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cc", "-o", filepath.Join(dir, "host"), host).CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	for _, c := range []struct{ flags, want string }{
		{"--host host", "unresolved  of_the_host"}, // not exported
		{"--host host --hot-patch", "of the host of_the_host"},
	} {
		out, code := runIn(dir, append([]string{"inspect", "lib.so"}, strings.Fields(c.flags)...)...)
		if code != exitClean || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit %d, no %q in\n%s", c.flags, code, c.want, out)
		}
	}
}

// What cannot be read is one line with the next step; what can is shown.
func TestInspectErrors(t *testing.T) {
	lib := sharedObject(t, plugin)
	dir := filepath.Dir(lib)
	whole, err := os.ReadFile(lib)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"half.so": whole[:len(whole)/2], "empty.so": nil, "text.so": []byte("/* GNU ld script */\n")} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ args, want string }{
		{"inspect half.so", "error: half.so: section"},
		{"inspect half.so", "the file ends too early; wait for the linker, or build it again"},
		{"inspect empty.so", "error: empty.so: the file ends too early"},
		{"inspect text.so", "error: text.so: not an ELF, PE or Mach-O file; name a built library"},
		{"inspect lib.c missing.so", "missing.so: open"},
		{"inspect", "inspect needs a built library; name one"},
		{"inspect --hot-patch lib.so", "--hot-patch needs --host"},
		{"inspect --format yaml lib.so", "--format takes text, json, not `yaml`"},
		{"inspect --host text.so lib.so", "error: text.so: not an ELF file"},
		{"probe", "probe takes one library"},
		{"probe text.so", "error: text.so: not an ELF file"},
		{"probe lib.so --call entri", "exports no function `entri`; did you mean `entry`?"},
		{"probe lib.so --thread side", "--thread takes main, other, exited, not `side`"},
		{"probe lib.so --reload 0", "--reload takes 1 to"},
	} {
		out, code := runIn(dir, strings.Fields(c.args)...)
		if code != exitFailure || !strings.Contains(out, c.want) || strings.Count(out, "\n") != strings.Count(c.args, ".so")+strings.Count(c.args, "lib.c")-strings.Count(c.args, "lib.so") && strings.Count(out, "\n") != 1 {
			t.Errorf("%s: exit %d, want %q: %s", c.args, code, c.want, out)
		}
	}
	out, code := runIn(dir, "inspect", "text.so", "lib.so")
	if code != exitFailure || !strings.Contains(out, "at_load") || !strings.Contains(out, "error: text.so") {
		t.Errorf("exit %d: %s", code, out)
	}
}
