//go:build nightly

package shipped

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// rank orders what happens from harmless to bad; "never" counts as "stays".
var rank = map[string]int{"unloads": 0, "never": 1, "stays": 1, "crashes": 2}

// mostUndecided and mostPessimistic bound how often a verdict may say nothing, or say
// "crashes" of what did not crash, in parts of all libraries.
const mostUndecided, mostPessimistic = 0.30, 0.15

// TestWheels holds each verdict against the worst of several runs: none may be more
// optimistic than what happened.
func TestWheels(t *testing.T) {
	work := t.TempDir()
	tool, host := filepath.Join(work, "cdylib-ls"), filepath.Join(work, "host")
	run(t, "go", "build", "-o", tool, "../../cmd/cdylib-ls")
	run(t, "sh", "-c", `cc -O1 -o "$0" ../host/python.c $(python3-config --embed --cflags --ldflags) -Wl,-rpath,"$(python3-config --prefix)/lib"`, host)
	var undecided, pessimistic, all int
	for _, row := range rows(t) {
		t.Run(row[0], func(t *testing.T) {
			library, module := download(t, row[0], row[1])
			happened := worst(t, host, library, module, row[2])
			said := verdict(t, tool, library)
			t.Logf("%s %s: happened %s, said %s", row[0], row[1], happened, said)
			all++
			switch {
			case said == "undecided":
				undecided++
			case rank[said] < rank[happened]:
				t.Errorf("%s: said %s, happened %s", library, said, happened)
			case said == "crashes" && happened != "crashes":
				pessimistic++
			}
		})
	}
	t.Logf("%d libraries, %d undecided, %d said to crash that did not", all, undecided, pessimistic)
	if float64(undecided) > mostUndecided*float64(all) || float64(pessimistic) > mostPessimistic*float64(all) {
		t.Errorf("too many of %d are undecided (%d) or said to crash that did not (%d)", all, undecided, pessimistic)
	}
}

func rows(t *testing.T) [][3]string {
	t.Helper()
	f, err := os.Open("wheels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][3]string
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := s.Text(); line != "" && line[0] != '#' {
			var row [3]string
			copy(row[:], strings.SplitN(line, "\t", 3))
			out = append(out, row)
		}
	}
	if len(out) < 44 {
		t.Fatalf("only %d wheels", len(out))
	}
	return out
}

// download gets a wheel and returns the extension in it that Rust made, with the name
// that it is imported by.
func download(t *testing.T, name, version string) (library, module string) {
	t.Helper()
	dir := t.TempDir()
	run(t, "python3", "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "--platform", "manylinux_2_34_x86_64",
		"--platform", "manylinux_2_28_x86_64", "--platform", "manylinux2014_x86_64", "--python-version", "3.11", "-d", dir, name+"=="+version)
	wheels, _ := filepath.Glob(filepath.Join(dir, "*.whl"))
	if len(wheels) != 1 {
		t.Fatalf("%d wheels of %s", len(wheels), name)
	}
	z, err := zip.OpenReader(wheels[0])
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if err := os.CopyFS(filepath.Join(dir, "x"), z); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "x")
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".so") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		base, _, _ := strings.Cut(filepath.Base(path), ".")
		if text := string(b); library == "" && (strings.Contains(text, "/rustc/") || strings.Contains(text, "rustc version ")) && strings.Contains(text, "PyInit_"+base+"\x00") {
			rel, _ := filepath.Rel(root, filepath.Dir(path))
			library, module = path, base
			if rel != "." {
				module = strings.ReplaceAll(rel, string(filepath.Separator), ".") + "." + base
			}
			t.Setenv("PYTHONPATH", root)
		}
		return nil
	})
	if err != nil || library == "" {
		t.Fatalf("no Rust extension in %s: %v", name, err)
	}
	return library, module
}

// worst runs the host several times and returns the worst that happened.
func worst(t *testing.T, host, library, module, statement string) string {
	t.Helper()
	const runs = 5
	out := "unloads"
	for range runs {
		cmd := exec.Command(host, library, module, statement)
		var said strings.Builder
		cmd.Stderr, cmd.Stdout = &said, io.Discard
		err := cmd.Run()
		happened := "crashes"
		if err == nil {
			happened = "stays"
			if strings.Contains(said.String(), "closed 0") {
				happened = "unloads"
			}
		}
		if !strings.Contains(said.String(), "imported 1") {
			t.Fatalf("the import failed (%v):\n%s", err, said.String())
		}
		if rank[happened] > rank[out] {
			out = happened
		}
	}
	return out
}

// verdict is what inspect says of the file.
func verdict(t *testing.T, tool, library string) string {
	t.Helper()
	out, err := exec.Command(tool, "inspect", "--format", "json", library).Output()
	if err != nil {
		t.Fatalf("inspect: %v", err)
	}
	var report struct {
		Libraries []struct{ Verdict struct{ Verdict string } }
	}
	if err := json.Unmarshal(out, &report); err != nil || len(report.Libraries) != 1 {
		t.Fatalf("inspect: %v\n%.300s", err, out)
	}
	return report.Libraries[0].Verdict.Verdict
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", fmt.Sprintf("%s %s", name, strings.Join(args, " ")), err, out)
	}
}
