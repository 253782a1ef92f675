//go:build linux && (amd64 || arm64)

package trace

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A host starts that links a library with much static thread-local storage (jemalloc is
// one), twice: the second time what it wants is known. And returning from main is an end.
func TestStaticTLS(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"big.c":  "__thread char big[3000] __attribute__((tls_model(\"initial-exec\"), visibility(\"default\")));\nchar *at(void) { return big; }\n",
		"main.c": "extern char *at(void);\nint main(void) { at()[2999] = 1; return 7; }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"-shared", "-fPIC", "-o", "libbig.so", "big.c"}, {"-o", "main", "main.c", "-L.", "-lbig", "-Wl,-rpath,$ORIGIN"}} {
		cmd := exec.Command("cc", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	for range 2 {
		var stderr bytes.Buffer
		d, err := Run(context.Background(), Options{Args: []string{"./main"}, Dir: dir, Env: os.Environ(), Stderr: &stderr, Cache: filepath.Join(dir, "cache")})
		if err != nil {
			t.Fatal(err)
		}
		if d.End.Status != 7 || len(d.Processes) != 1 || d.Processes[0].Exiting == nil {
			t.Errorf("%+v %+v\n%s", d.End, d.Processes, stderr.String())
		}
	}
}

func TestWithReserve(t *testing.T) {
	for old, want := range map[string]string{
		"":                           "glibc.rtld.optional_static_tls=612",
		"glibc.malloc.check=3":       "glibc.malloc.check=3:glibc.rtld.optional_static_tls=612",
		staticTLS + "=0x400:a.b.c=1": "a.b.c=1:glibc.rtld.optional_static_tls=1124",
	} {
		if got := withReserve(old, 100); got != want {
			t.Errorf("%q: %q, want %q", old, got, want)
		}
	}
	if got := strings.Join(environment([]string{"A=1", "GLIBC_TUNABLES=x.y.z=1", "LD_PRELOAD=/p.so"}, &host{}, &parts{preload: "/t.so"}, "/ring", 8), " "); got !=
		"GLIBC_TUNABLES=x.y.z=1:glibc.rtld.optional_static_tls=520 A=1 LD_PRELOAD=/t.so:/p.so CDYLIB_LS_TRACE=/ring" {
		t.Error(got)
	}
}
