package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

// separately runs a command line and keeps what is printed where apart.
func separately(dir string, args ...string) (stdout, stderr string, code int) {
	var out, errs bytes.Buffer
	p := &program{console.Console{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir, CacheDir: filepath.Join(dir, "cache"), Getenv: func(string) string { return "" }}}
	code = p.run(context.Background(), args)
	return out.String(), errs.String(), code
}

// staleCrate is a crate with a constructor that prints, and a library of it that is older
// than src/inner.rs and says in its dep-info file that it is made of that.
func staleCrate(t *testing.T) (dir, lib string) {
	t.Helper()
	dir = t.TempDir()
	writeTree(t, dir, map[string]string{
		"Cargo.toml":   "[package]\nname = \"plug\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n",
		"src/lib.rs":   "mod inner;\n",
		"src/inner.rs": "#[used]\n#[link_section = \".init_array\"]\nstatic A: extern \"C\" fn() = a;\nextern \"C\" fn a() { println!(\"x\") }\n",
	})
	built, err := os.ReadFile(sharedObject(t, "int f(void) { return 0; }"))
	if err != nil {
		t.Fatal(err)
	}
	lib = filepath.Join(dir, "target", "release", "libplug.so")
	writeTree(t, dir, map[string]string{
		"target/release/libplug.so": string(built),
		"target/release/libplug.d":  lib + ": " + filepath.Join(dir, "src/lib.rs") + " " + filepath.Join(dir, "src/inner.rs") + "\n",
	})
	hour := func(n int, names ...string) {
		at := time.Date(2026, 1, 1, n, 0, 0, 0, time.UTC)
		for _, name := range names {
			if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	hour(1, "src/lib.rs")
	hour(2, "target/release/libplug.so")
	hour(3, "src/inner.rs")
	return dir, lib
}

// TestStaleNamed gives a stale library on the command line: it fails the check once all
// else was reported, or is read and decides nothing.
func TestStaleNamed(t *testing.T) {
	dir, lib := staleCrate(t)
	out, errs, code := separately(dir, "check", "--artifact", "target/release/libplug.so")
	want := "error: " + lib + " is older than " + filepath.Join(dir, "src", "inner.rs") + ": build it again, or give --allow-stale\n"
	if code != exitFailure || errs != want {
		t.Errorf("exit %d, %q, want %q", code, errs, want)
	}
	for _, w := range []string{"warning[stdio-in-ctor]", "\nstale target/release/libplug.so is older than src/inner.rs: nothing is confirmed or refuted by it\n", "checked 1 crate"} {
		if !strings.Contains(out, w) {
			t.Errorf("no %q in\n%s", w, out)
		}
	}
	again, errs, code := separately(dir, "check", "--artifact", "target/release/libplug.so")
	if again != out || errs != want || code != exitFailure {
		t.Errorf("a second time: exit %d, %q\n%s", code, errs, again)
	}
	if _, errs, code = separately(dir, "graph", "--artifact", lib, "."); code != exitFailure || errs != want {
		t.Errorf("graph: exit %d, %q", code, errs)
	}
	out, errs, code = separately(dir, "check", "--artifact", lib, "--allow-stale", "--format", "json", "--fail-on", "never")
	if code != exitClean || errs != "" {
		t.Errorf("--allow-stale: exit %d, %q", code, errs)
	}
	for _, f := range jsonOf(t, out).Findings {
		if f.Evidence.Level == "confirmed" || f.Evidence.Level == "refuted" || f.Rule == "stdio-in-ctor" && (f.Evidence.Level != "stale" || len(f.Evidence.Details) != 2) {
			t.Errorf("%s is %q: %q", f.Rule, f.Evidence.Level, f.Evidence.Details)
		}
	}
	if _, errs, code = separately(dir, "check", "--allow-stale"); code != exitFailure || !strings.Contains(errs, "--artifact") {
		t.Errorf("--allow-stale alone: exit %d, %q", code, errs)
	}
}

// TestStaleFound has a stale library in the target folder or in the configuration: it is
// named, and fails nothing.
func TestStaleFound(t *testing.T) {
	dir, lib := staleCrate(t)
	for _, c := range []struct {
		name, because string
		change        func() error
	}{
		{"target folder", "src/inner.rs", func() error { return nil }},
		{"source gone", "src/gone.rs", func() error {
			return os.WriteFile(strings.TrimSuffix(lib, "so")+"d", []byte(lib+": "+filepath.Join(dir, "src/gone.rs")+"\n"), 0o644)
		}},
		{"configuration", "src/gone.rs", func() error {
			return os.WriteFile(filepath.Join(dir, "cdylib-ls.toml"), []byte("artifact = \"target/release/libplug.so\"\n"), 0o644)
		}},
	} {
		if err := c.change(); err != nil {
			t.Fatal(err)
		}
		out, errs, code := separately(dir, "check", "--format", "json")
		if code != exitFindings || errs != "" {
			t.Errorf("%s: exit %d, %q", c.name, code, errs)
		}
		list := jsonOf(t, out).Crates[0].Artifacts
		if len(list) != 1 || list[0].Fresh || list[0].StaleBecause == nil || *list[0].StaleBecause != c.because {
			t.Errorf("%s: %s", c.name, out)
		}
		if out, _, _ = separately(dir, "check"); !strings.Contains(out, "\nstale target/release/libplug.so ") || !strings.Contains(out, c.because) {
			t.Errorf("%s: %s", c.name, out)
		}
	}
}

type staleReport struct {
	Crates []struct {
		Artifacts []struct {
			Fresh        bool
			StaleBecause *string `json:"stale_because"`
		}
	}
	Findings []struct {
		Rule     string
		Evidence struct {
			Level   string
			Details []string
		}
	}
}

func jsonOf(t *testing.T, text string) (out staleReport) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if len(out.Crates) == 0 || len(out.Findings) == 0 {
		t.Fatalf("nothing in %s", text)
	}
	return out
}

// TestArtifactRefused names what is no library of the crates: one line each, and the
// rest is reported.
func TestArtifactRefused(t *testing.T) {
	dir, lib := staleCrate(t)
	writeTree(t, dir, map[string]string{"text.so": "no library", "other.so": "", "half.so": "\x7fELF\x02\x01\x01", "b/libplug.so": ""})
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"none.so"}, "no such file; build it first"},
		{[]string{"target"}, "it is a folder; name the library in it"},
		{[]string{"target/release/libplug.so/x"}, "; name another --artifact"},
		{[]string{"text.so"}, "text.so"},
		{[]string{"half.so"}, "half.so"},
		{[]string{"other.so"}, "other.so"},
		{[]string{lib, "b/libplug.so"}, "are both taken for the library `plug`: name one of them"},
	} {
		args := []string{"check", "--allow-stale"}
		for _, a := range c.args {
			args = append(args, "--artifact", a)
		}
		out, errs, code := separately(dir, args...)
		if code != exitFailure || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "error: ") || !strings.Contains(errs, c.want) {
			t.Errorf("%q: exit %d, %q", c.args, code, errs)
		}
		if !strings.Contains(out, "warning[stdio-in-ctor]") {
			t.Errorf("%q: the rest is not reported:\n%s", c.args, out)
		}
	}
}
