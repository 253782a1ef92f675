package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
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
	cmd.Env = append(os.Environ(), "CARGO_HOME="+t.TempDir())
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

// compareWithCargo loads below dir and asks cargo about each workspace found.
func compareWithCargo(t *testing.T, dir string) {
	set, err := Load(context.Background(), Disk{}, []string{dir}, Options{AllFeatures: true, CargoHome: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range set.Workspaces {
		m, refusal := cargoSays(t, w.Manifest)
		if m == nil {
			t.Logf("cargo refuses %s: %s", w.Manifest, refusal)
			continue
		}
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
}

func TestMetadata(t *testing.T) {
	dir := os.Getenv("CDYLIB_LS_TREES") // folders of real projects, blank-separated
	if dir == "" {
		t.Skip("CDYLIB_LS_TREES is not set")
	}
	for _, d := range strings.Fields(dir) {
		t.Run(filepath.Base(d), func(t *testing.T) { compareWithCargo(t, d) })
	}
}
