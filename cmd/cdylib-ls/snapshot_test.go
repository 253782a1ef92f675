package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const shipped = `#include <stdlib.h>
int kept(void) { return 1; }
int lost(void) { return 2; }
__attribute__((constructor)) static void at_load(void) { setenv("A", "1", 1); }
`

const regressed = `#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>
extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);
extern int of_the_host(void);
extern void *__dso_handle;
static void done(void *p) {}
int kept(void) { return __cxa_thread_atexit_impl(done, 0, &__dso_handle); }
int added(void) { return of_the_host() + getentropy(0, 0); }
__attribute__((constructor)) static void at_load(void) { setenv("A", "1", 1); }
__attribute__((constructor)) static void more(void) { setenv("B", "1", 1); }
__attribute__((destructor)) static void at_unload(void) { unsetenv("B"); }
`

// TestSnapshot takes a snapshot of a library and compares it with a worse build, a
// better one and itself.
func TestSnapshot(t *testing.T) {
	dir := t.TempDir()
	build := func(source string, flags ...string) {
		t.Helper()
		lib := sharedObject(t, source, flags...)
		text, err := os.ReadFile(lib)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "lib.so"), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build(shipped, "-Wl,-z,nodelete")
	if out, code := runIn(dir, "inspect", "--snapshot", "snap.json", "lib.so"); code != exitClean || out != "wrote 1 library to snap.json\n" {
		t.Fatalf("exit %d: %s", code, out)
	}
	if out, code := runIn(dir, "inspect", "--against", "snap.json", "lib.so"); code != exitClean || out != "as in snap.json\n" {
		t.Errorf("itself: exit %d: %s", code, out)
	}
	build(regressed)
	out, code := runIn(dir, "inspect", "--against", "snap.json", "lib.so")
	if code != exitFindings {
		t.Errorf("worse: exit %d", code)
	}
	for _, want := range []string{
		"worse: lib.so: `more` runs at load now\n",
		"worse: lib.so: `at_unload` runs at unload now\n",
		"worse: lib.so: `kept` reaches the destructor of a thread-local now\n",
		"worse: lib.so: `of_the_host` is undefined and must come from elsewhere now\n",
		"worse: lib.so: `lost` is no longer exported\n",
		"worse: lib.so: needs glibc 2.25, and needed 2.2.5\n",
		"worse: lib.so: NODELETE is no longer set: dlclose may unmap it\n",
		"changed: lib.so: `added` is exported now\n",
		"regressions to snap.json; where that is meant, take the snapshot again with inspect --snapshot snap.json\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "at_load") || strings.Contains(out, "`kept` is") {
		t.Errorf("what stayed is named:\n%s", out)
	}
	if out, code := runIn(dir, "inspect", "--snapshot", "snap.json", "lib.so"); code != exitClean {
		t.Fatal(out)
	}
	build(shipped, "-Wl,-z,nodelete")
	out, code = runIn(dir, "inspect", "--against", "snap.json", "lib.so")
	if code != exitFindings || !strings.Contains(out, "1 regression") || !strings.Contains(out, "worse: lib.so: `added` is no longer exported\n") || !strings.Contains(out, "changed: lib.so: needs glibc 2.2.5, and needed 2.25\n") {
		t.Errorf("better but for an export: exit %d: %s", code, out)
	}
	if out, code = runIn(dir, "inspect", "--against", "snap.json", "--format", "json", "lib.so"); code != exitFindings || !strings.Contains(out, `"worse": true`) {
		t.Errorf("JSON: exit %d: %s", code, out)
	}
}

// TestSnapshotStripped counts slots that have no names.
func TestSnapshotStripped(t *testing.T) {
	lib := sharedObject(t, shipped)
	dir := filepath.Dir(lib)
	if out, err := exec.Command("strip", lib).CombinedOutput(); err != nil {
		t.Fatalf("strip: %v\n%s", err, out)
	}
	if out, code := runIn(dir, "inspect", "--snapshot", "s.json", "lib.so"); code != exitClean {
		t.Fatal(out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "s.json"))
	if err != nil || !strings.Contains(string(text), "\"load\": [\n        \"(no name)\"\n      ]") {
		t.Errorf("%v: %s", err, text)
	}
	for args, want := range map[string]string{
		"--against missing.json lib.so":             "inspect --snapshot makes one",
		"--against lib.c lib.so":                    "lib.c is no snapshot of version 1",
		"--against s.json --snapshot s.json lib.so": "exclude each other",
		"--snapshot none/s.json lib.so":             "cannot write the snapshot: open",
		"--snapshot t.json lib.so ./lib.so":         "two libraries are called lib.so",
		"--snapshot t.json --format json lib.so":    "leave --format out",
		"--against s.json missing.so":               "missing.so: open",
	} {
		if out, code := runIn(dir, append([]string{"inspect"}, strings.Fields(args)...)...); code != exitFailure || !strings.Contains(out, want) {
			t.Errorf("%s: exit %d: %s", args, code, out)
		}
	}
}
