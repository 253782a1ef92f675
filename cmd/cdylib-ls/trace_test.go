//go:build linux && (amd64 || arm64)

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/tracing"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

const hostileName = "evil\x1b]0;x\a<b>&\u202e.so"

// traceFolder has the scripted host and a library that leaves a key behind.
func traceFolder(t *testing.T) string {
	t.Helper()
	lib := sharedObject(t, `#include <pthread.h>
static pthread_key_t k;
static void done(void *p) {}
void key(void) { pthread_key_create(&k, done); pthread_setspecific(k, &k); }
void nothing(void) {}
`)
	dir := filepath.Dir(lib)
	if out, err := exec.Command("cc", "-g", "-o", filepath.Join(dir, "host"), "../../lab/host/scripted.c", "-ldl", "-lpthread").CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	return dir
}

// traceHost runs the command with a cache that all tests share.
func traceHost(t *testing.T, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cache, err := filepath.Abs("../../target/trace-cache")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	p := &program{console.Console{Stdout: &out, Stderr: &errs, Dir: dir, Getenv: func(string) string { return "" }, CacheDir: cache}}
	code = p.run(context.Background(), append([]string{"trace"}, args...))
	return out.String(), errs.String(), code
}

func TestTrace(t *testing.T) {
	dir := traceFolder(t)
	_, report, code := traceHost(t, dir, "--", "./host", "lib.so", "open", "acall:key", "close", "aend")
	if code != 139 {
		t.Errorf("exit %d", code)
	}
	for _, want := range []string{
		"./host lib.so open acall:key close aend died of SIGSEGV after ",
		"\n  thread 2 ended and ran the destructor of pthread key 0 that `key` at lib.c:4 in lib.so made; lib.so was unmapped ",
		"\n  left        pthread key 0 `done` at lib.c:3 in lib.so, registered on thread 2 by `key` at lib.c:4 in lib.so\n",
		": unmapped\n              points into it: pthread key 0 of thread 2, made by `key` at lib.c:4 in lib.so\n",
		"\n  too late    thread 2 ended",
		"\nnot seen: children that were started with an empty environment",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("no %q in\n%s", want, report)
		}
	}
	_, report, code = traceHost(t, dir, "--library", "other.so", "--", "./host", "lib.so", "open", "close")
	if code != exitClean || !strings.Contains(report, "no library was seen to be opened") {
		t.Errorf("exit %d: %s", code, report)
	}
}

// The report goes to a file, in all formats; the schema holds and nothing in a name is markup.
func TestTraceFormats(t *testing.T) {
	dir := traceFolder(t)
	if err := os.Rename(filepath.Join(dir, "lib.so"), filepath.Join(dir, hostileName)); err != nil {
		t.Fatal(err)
	}
	for _, f := range tracing.Formats {
		_, report, code := traceHost(t, dir, "--format", f, "--output", "out", "--", "./host", hostileName, "open", "acall:key", "close", "aend")
		if code != 139 || strings.Contains(report, "lib.so") {
			t.Errorf("%s: exit %d: %s", f, code, report)
		}
		out := read(t, filepath.Join(dir, "out"))
		if f != "json" && (strings.ContainsAny(out, "\x1b\a") || strings.Contains(out, "\u202e")) || f == "html" && strings.Contains(out, "<b>") {
			t.Errorf("%s: a name is not escaped:\n%s", f, out)
		}
		if f != "json" {
			continue
		}
		schemaFile := filepath.Join(dir, "schema")
		var b bytes.Buffer
		if err := show.JSON(&b, outputSchemas(t, true)["trace"]); err != nil {
			t.Fatal(err)
		}
		writeFiles(t, map[string]string{schemaFile: b.String()})
		validate(t, schema(t, schemaFile), out)
		d, err := traced.Read(filepath.Join(dir, "out"))
		if err != nil || len(d.Libraries) != 1 || len(d.Libraries[0].Late) != 1 {
			t.Errorf("%v: %+v", err, d)
		}
	}
}

// A workspace keeps the newest ten.
func TestTracesAreKept(t *testing.T) {
	dir := traceFolder(t)
	writeFiles(t, map[string]string{filepath.Join(dir, "Cargo.toml"): "[package]\nname = \"p\"\nversion = \"0.0.0\"\n[lib]\ncrate-type = [\"cdylib\"]\n", filepath.Join(dir, "src/lib.rs"): ""})
	for range tracing.KeptTraces + 2 {
		if _, out, code := traceHost(t, dir, "--", "./host", "lib.so", "open", "close"); code != exitClean {
			t.Fatalf("exit %d: %s", code, out)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "target", "cdylib-ls", "traces", "*"))
	if err != nil || len(files) != tracing.KeptTraces {
		t.Fatalf("%v: %q", err, files)
	}
	var d traced.Document
	if err := json.Unmarshal([]byte(read(t, files[0])), &d); err != nil || d.Version != traced.Version {
		t.Errorf("%v: %+v", err, d)
	}
}

func TestTraceUsage(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"", exitFailure, "trace takes a host to run"},
		{"--timeout -1s -- true", exitFailure, "--timeout takes a positive duration"},
		{"--format svg -- true", exitFailure, "--format takes text, json, html, not `svg`"},
		{"-- no-such-program-here", trace.ExitNotFound, "error: no-such-program-here: not found in PATH"},
		{"-- ./Cargo.toml", trace.ExitNotFound, "error: ./Cargo.toml: no such program"},
		{"--output /nowhere/out -- true", trace.ExitFailure, "choose another --output"},
	} {
		_, out, code := traceHost(t, t.TempDir(), strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.want) || strings.Count(out, "\n") != 1 {
			t.Errorf("%q: exit %d, want %d with %q: %s", c.args, code, c.code, c.want, out)
		}
	}
}

// observedCrate is a crate whose built library is C that says, by #line, that it comes
// from the crate's sources: the tests need no cargo.
func observedCrate(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "src", "lib.rs")
	writeFiles(t, map[string]string{
		filepath.Join(dir, "Cargo.toml"): "[package]\nname = \"p\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
		source: "unsafe extern \"C\" fn done(_: *mut u8) {}\n" +
			"extern \"C\" { fn pthread_key_create(k: *mut u32, d: Option<unsafe extern \"C\" fn(*mut u8)>) -> i32; }\n" +
			"#[no_mangle] pub extern \"C\" fn key() {\n" +
			"    let mut k = 0;\n" +
			"    unsafe { pthread_key_create(&mut k, Some(done)); }\n" +
			"}\n" +
			"#[no_mangle] pub extern \"C\" fn other() {\n" +
			"    hidden();\n" +
			"}\n" +
			"fn hidden() {}\n",
		filepath.Join(dir, "p.c"): "#include <pthread.h>\nextern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);\nextern void *__dso_handle;\n" +
			"static pthread_key_t k;\nstatic void done(void *p) {}\n" +
			"#line 5 \"" + source + "\"\nvoid key(void) { pthread_key_create(&k, done); pthread_setspecific(k, &k); }\n" +
			"#line 8 \"" + source + "\"\nvoid other(void) { __cxa_thread_atexit_impl(done, &k, &__dso_handle); }\n",
		filepath.Join(dir, "target", "release", "keep"): "",
	})
	for _, args := range [][]string{{"-g", "-w", "-shared", "-fPIC", "-o", "target/release/libp.so", "p.c"}, {"-g", "-o", "host", "scripted.c", "-ldl", "-lpthread"}} {
		if args[2] == "host" {
			writeFiles(t, map[string]string{filepath.Join(dir, "scripted.c"): read(t, "../../lab/host/scripted.c")})
		}
		cmd := exec.Command("cc", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("cc: %v\n%s", err, out)
		}
	}
	return dir
}

// What a trace saw is observed at the line of the finding; what no rule found is a finding
// at the line that was seen; and a trace of another build is stale.
func TestObserved(t *testing.T) {
	dir := observedCrate(t)
	for file, steps := range map[string]string{"key.json": "open acall:key close aend", "tls.json": "open acall:other close aend"} {
		if _, out, _ := traceHost(t, dir, append([]string{"--format", "json", "--output", file, "--", "./host", "target/release/libp.so"}, strings.Fields(steps)...)...); strings.Contains(out, "error") {
			t.Fatal(out)
		}
	}
	levels := func(args ...string) map[string]string {
		t.Helper()
		out, _ := runIn(dir, append([]string{"check", "--format", "json", "."}, args...)...)
		var r struct {
			Findings []struct {
				Rule, Severity, Message string
				Start                   struct{ Line int }
				Evidence                struct{ Level string }
			}
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		found := map[string]string{}
		for _, f := range r.Findings {
			found[f.Rule] = f.Severity + " " + f.Evidence.Level + " " + strings.TrimSpace(f.Message)
		}
		return found
	}
	with := levels("--trace", "key.json", "--trace", "tls.json")
	if got := with["pthread-key-dangles"]; !strings.HasPrefix(got, "error observed ") || !strings.Contains(got, "observed in `key.json`: thread 2 ended and ran the destructor of pthread key 0 that `key` at src/lib.rs:5 in libp.so made") {
		t.Errorf("%q", got)
	}
	if got := with["thread-local-in-cdylib"]; !strings.HasPrefix(got, "warning observed a thread-local destructor kept the library mapped after `dlclose`: observed in `tls.json`: ") {
		t.Errorf("%q", got)
	}
	if got := levels()["thread-local-in-cdylib"]; got != "" {
		t.Errorf("without a trace: %q", got)
	}
	// The library is built again, from other code.
	writeFiles(t, map[string]string{filepath.Join(dir, "p.c"): read(t, filepath.Join(dir, "p.c")) + "void more(void) {}\n"})
	cmd := exec.Command("cc", "-g", "-w", "-shared", "-fPIC", "-o", "target/release/libp.so", "p.c")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	if got := levels("--trace", "key.json")["pthread-key-dangles"]; strings.Contains(got, "observed") {
		t.Errorf("of another build: %q", got)
	}
	for args, want := range map[string]string{"nowhere.json": "no such file", "Cargo.toml": "not a trace of cdylib-ls"} {
		if out, code := runIn(dir, "check", "--trace", args, "."); code != exitFailure || !strings.Contains(out, want) || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: exit %d: %s", args, code, out)
		}
	}
}
