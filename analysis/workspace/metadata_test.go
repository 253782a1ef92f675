package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// metadata is the part of `cargo metadata` that Load answers too.
type metadata struct {
	Packages []struct {
		Name, Version, Edition string
		ManifestPath           string `json:"manifest_path"`
		Features               map[string][]string
		Targets                []struct {
			Name, Edition string
			Kind          []string
			CrateTypes    []string `json:"crate_types"`
			SrcPath       string   `json:"src_path"`
		}
	}
	WorkspaceRoot string `json:"workspace_root"`
}

// cargoSays runs cargo without network and without resolving; nil if cargo
// refuses the workspace.
func cargoSays(t *testing.T, manifest string) (*metadata, string) {
	cmd := exec.Command("cargo", "metadata", "--no-deps", "--offline", "--format-version=1", "--manifest-path", manifest)
	// Elsewhere, or rustup would look for the toolchain that the project pins.
	cmd.Dir = t.TempDir()
	cmd.Env = cargoEnv(t)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, stderr.String()
	}
	m := &metadata{}
	if err := json.Unmarshal(out, m); err != nil {
		t.Fatal(err)
	}
	return m, ""
}

// summary is one line a target that both sides can write.
func (m *metadata) summary() []string {
	var out []string
	for _, p := range m.Packages {
		out = append(out, fmt.Sprintf("package %s %s %s %s", p.Name, p.Version, p.Edition, p.ManifestPath))
		for _, t := range p.Targets {
			kind := t.Kind[0]
			switch {
			case kind == "bin":
			case kind == "test" || kind == "bench" || kind == "custom-build" || kind == "proc-macro":
				continue
			case kind == "example":
				if !slices.ContainsFunc(t.CrateTypes, func(c string) bool { return c == "cdylib" || c == "dylib" || c == "staticlib" }) {
					continue
				}
				t.Name = strings.ReplaceAll(t.Name, "-", "_")
			default:
				kind = "lib"
			}
			slices.Sort(t.CrateTypes)
			out = append(out, fmt.Sprintf("target %s %s %s %v %s", p.ManifestPath, kind, t.Name, t.CrateTypes, t.SrcPath))
		}
		for f := range p.Features {
			out = append(out, fmt.Sprintf("feature %s %s", p.ManifestPath, f))
		}
	}
	slices.Sort(out)
	return out
}

func (w *Workspace) summary() []string {
	var out []string
	for _, p := range w.Packages {
		out = append(out, fmt.Sprintf("package %s %s %s %s", p.Name, p.Version, p.Edition, p.Manifest))
		for _, t := range p.Targets {
			kinds := slices.Sorted(slices.Values(t.CrateTypes))
			out = append(out, fmt.Sprintf("target %s %s %s %v %s", p.Manifest, [...]string{"lib", "bin", "example"}[t.Kind], t.Name, kinds, t.Path))
		}
		for f := range w.impl.nodes[p.Manifest].declared {
			out = append(out, fmt.Sprintf("feature %s %s", p.Manifest, f))
		}
	}
	slices.Sort(out)
	return out
}

// cargoEnv is the environment for cargo, without a target folder: it refuses an empty
// one, which stands for none in these tests.
func cargoEnv(t *testing.T) []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "CARGO_TARGET_DIR=") })
	return append(env, "CARGO_HOME="+t.TempDir())
}

// compareWithCargo loads below dir and asks cargo about each workspace found.
func compareWithCargo(t *testing.T, dir string) {
	set, err := Load(context.Background(), vfs.Disk{}, []string{dir}, Options{AllFeatures: true, CargoHome: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, w := range set.Workspaces {
		m, refusal := cargoSays(t, w.Manifest)
		if m == nil {
			t.Logf("cargo refuses %s: %s", w.Manifest, refusal)
			continue
		}
		compared++
		want, got := m.summary(), w.summary()
		for _, line := range want {
			if !slices.Contains(got, line) {
				t.Errorf("%s: cargo has %s", w.Manifest, line)
			}
		}
		for _, line := range got {
			if !slices.Contains(want, line) {
				t.Errorf("%s: only we have %s", w.Manifest, line)
			}
		}
	}
	if compared == 0 {
		t.Errorf("%s: cargo reads none of %d workspaces", dir, len(set.Workspaces))
	}
}

// TestFeaturesAsCargo compares the features that unification gives with what
// cargo's resolver says, where both mean the same: all members are libraries to
// load, and no dependency is for tests or build scripts.
func TestFeaturesAsCargo(t *testing.T) {
	if testing.Short() {
		t.Skip("compares with cargo")
	}
	if _, err := exec.LookPath("cargo"); err != nil {
		t.Fatal("this test compares with cargo: ", err)
	}
	text, err := os.ReadFile("testdata/load/unify.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := readScenario(string(text)).write(t)
	set, err := Load(context.Background(), vfs.Disk{}, []string{dir}, Options{CargoHome: dir + "/home", Target: "x86_64-unknown-linux-gnu"})
	if err != nil {
		t.Fatal(err)
	}
	// `tree` shows what is built; `metadata` resolves without weak features.
	cmd := exec.Command("cargo", "tree", "--workspace", "--offline", "--edges=normal", "--prefix=depth", "--no-dedupe", "--format=|{p}|{f}",
		"--target=x86_64-unknown-linux-gnu", "--manifest-path", filepath.Join(dir, "Cargo.toml"))
	cmd.Env = cargoEnv(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
	}
	want, got := map[string]bool{}, map[string]bool{}
	top := ""
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 3 {
			continue
		}
		name, _, _ := strings.Cut(f[1], " ")
		want["features "+name+": "+f[2]] = true
		switch f[0] {
		case "0":
			top = name
		case "1":
			want["edge "+top+" "+name] = true
		}
	}
	for _, p := range set.Workspaces[0].Packages {
		got["features "+p.Name+": "+strings.Join(slices.Sorted(maps.Keys(p.Features)), ",")] = true
		for _, d := range p.Deps {
			got["edge "+p.Name+" "+d.Package] = true
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got\n%s\ncargo has\n%s", strings.Join(slices.Sorted(maps.Keys(got)), "\n"), strings.Join(slices.Sorted(maps.Keys(want)), "\n"))
	}
}

// TestMetadata compares workspaces with what cargo says of them: those of this project,
// and those in the folders that CDYLIB_LS_TREES names, separated by blanks.
func TestMetadata(t *testing.T) {
	if testing.Short() {
		t.Skip("compares with cargo")
	}
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	trees := strings.Fields(os.Getenv("CDYLIB_LS_TREES"))
	for _, dir := range []string{"examples", "lab", "published"} {
		trees = append(trees, filepath.Join(top, dir))
	}
	for _, d := range trees {
		t.Run(filepath.Base(d), func(t *testing.T) { compareWithCargo(t, d) })
	}
}
