package lab

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

const windowsTarget = "x86_64-pc-windows-gnu"

// dll builds a case of windows/plugin.rs, with names and without.
func dll(t *testing.T, name string) (named, stripped string) {
	t.Helper()
	dir := t.TempDir()
	named, stripped = filepath.Join(dir, name+".dll"), filepath.Join(dir, name+"-stripped.dll")
	for _, c := range [][]string{
		{"rustc", "--edition", "2021", "-O", "--crate-type", "cdylib", "--target", windowsTarget, "--cfg", `case="` + name + `"`, "--check-cfg", "cfg(case, values(any()))", "-o", named, "windows/plugin.rs"},
		{"x86_64-w64-mingw32-strip", "-o", stripped, named},
	} {
		if said, err := exec.Command(c[0], c[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s\n(rustup target add %s, and the package gcc-mingw-w64-x86-64)", err, said, windowsTarget)
		}
	}
	return named, stripped
}

// What a DLL with std shows of an unload and of its own code at load, with names and
// without.
func TestWindowsLibraries(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, verdict string
		slot          string          // the library's own, by the start of its name
		reaches       []artifact.Kind // of the slot
	}{
		{"quiet", "unloads", "", nil},
		{"thread-local", "unloads", "", nil},
		{"thread", "undecided", "", nil}, // std waits for other objects too
		{"joined", "undecided", "", nil},
		{"callback", "may crash", "", nil},
		{"main-quiet", "unloads", "DllMain", nil},
		{"main-waits", "undecided", "DllMain", []artifact.Kind{artifact.Spawn, artifact.Join}},
		{"constructor", "unloads", ".CRT", []artifact.Kind{artifact.Stdio}},
	} {
		named, stripped := dll(t, tt.name)
		for _, path := range []string{named, stripped} {
			l, err := artifact.OpenAny(path, "")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if v := l.Verdict(); v.Words() != tt.verdict {
				t.Errorf("%s: %s %v, want %s", filepath.Base(path), v.Words(), v.Because, tt.verdict)
			}
			if tt.slot == "" {
				continue
			}
			var found []artifact.Kind
			for _, r := range artifact.Own(l.Load) {
				if strings.HasPrefix(r.Slot.String(), tt.slot) {
					for _, e := range l.Effects(r) {
						found = append(found, e.Kind)
					}
				}
			}
			for _, want := range tt.reaches {
				if !slices.Contains(found, want) {
					t.Errorf("%s: %s reaches %v, want %s", filepath.Base(path), tt.slot, found, want)
				}
			}
		}
	}
}

// A C runtime whose table of initialisers is not found leaves the verdict open; a DLL
// whose DllMain the loader calls itself has none.
func TestInitialisersNotFound(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]string{"start": "undecided", "DllMain": "unloads"} {
		dir := t.TempDir()
		source, lib := filepath.Join(dir, "a.c"), filepath.Join(dir, "a.dll")
		text := "int " + entry + "(void *m, unsigned why, void *r) { return 1; }\n__declspec(dllexport) int run(void) { return 2; }\n"
		if entry == "DllMain" {
			text = "__declspec(dllexport) " + text
		}
		if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command("x86_64-w64-mingw32-gcc", "-shared", "-nostdlib", "-O1", "-Wl,-e,"+entry, "-o", lib, source).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
		l, err := artifact.OpenAny(lib, "")
		if err != nil {
			t.Fatal(err)
		}
		if v := l.Verdict(); v.Words() != want {
			t.Errorf("%s: %s %v, want %s", entry, v.Words(), v.Because, want)
		}
		l.Close()
	}
}

var withWine = flag.Bool("wine", false, "run the DLLs of the lab under wine")

// TestWine holds the verdicts about DLLs against what FreeLibrary does under wine: it
// needs wine and takes a minute.
func TestWine(t *testing.T) {
	if !*withWine {
		t.Skip("run with -wine, as .ci/nightly does")
	}
	dir, err := os.MkdirTemp("", "wine")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // its server writes until it ends
		stop := exec.Command("wineboot", "--kill")
		stop.Env = wineEnv(dir)
		_ = stop.Run()
		os.RemoveAll(dir)
	})
	for _, c := range [][]string{
		{"-O1", "-o", filepath.Join(dir, "host.exe"), "windows/host.c"},
		{"-shared", "-O1", "-o", filepath.Join(dir, "bcryptprimitives.dll"), "windows/bcryptprimitives.c"},
	} {
		if said, err := exec.Command("x86_64-w64-mingw32-gcc", c...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
	}
	first := exec.Command("wineboot", "--init")
	first.Env = wineEnv(dir)
	if err := first.Run(); err != nil {
		t.Fatalf("wineboot: %v", err)
	}
	for name, want := range map[string]string{
		"quiet": "unloads", "thread-local": "unloads", "joined": "unloads", "constructor": "unloads", "main-quiet": "unloads",
		"callback": "unloads", // no control event comes
		"thread":   "crashes", "main-waits": "hangs",
	} {
		named, _ := dll(t, name)
		seen := underWine(t, dir, named)
		if seen != want {
			t.Errorf("%s: %s, want %s", name, seen, want)
		}
		l, err := artifact.OpenAny(named, "")
		if err != nil {
			t.Fatal(err)
		}
		if said := l.Verdict(); said.State == unload.Unloads && seen != "unloads" {
			t.Errorf("%s: said to unload, and %s", name, seen)
		}
		l.Close()
	}
}

// underWine runs the host with a DLL: "unloads", "stays", "crashes", or "hangs" where
// nothing comes for a while.
func underWine(t *testing.T, dir, library string) string {
	t.Helper()
	// Wine's own processes outlive the host and would keep a pipe open.
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // the longest of the others takes a second
	defer cancel()
	cmd := exec.CommandContext(ctx, "wine", filepath.Join(dir, "host.exe"), library)
	cmd.Env, cmd.Stdout = wineEnv(dir), out
	failed := cmd.Run()
	said, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(string(said))
	switch at := slices.IndexFunc(words, func(w string) bool { return w == "unloads" || w == "stays" }); {
	case ctx.Err() != nil:
		// Or the next host does not start beside the one that hangs.
		stop := exec.Command("wineserver", "-k", "-w")
		stop.Env = wineEnv(dir)
		_ = stop.Run()
		return "hangs"
	case failed != nil && at >= 0:
		return "crashes"
	case failed != nil || at < 0:
		t.Fatalf("%s: %v %s", library, failed, said)
		return ""
	default:
		return words[at]
	}
}

func wineEnv(dir string) []string {
	return append(os.Environ(), "WINEPREFIX="+filepath.Join(dir, "prefix"), "WINEDEBUG=-all", "WINEDLLOVERRIDES=winedbg.exe=d", "WINEPATH="+dir)
}
