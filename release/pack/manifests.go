package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"text/template"
)

// manifests writes the Homebrew formula and the Scoop manifest from their templates.
func (r *release) manifests() error {
	for from, to := range map[string]string{"homebrew.rb": "homebrew/cdylib-ls.rb", "scoop.json": "scoop/cdylib-ls.json"} {
		text, err := r.manifest(from)
		if err != nil {
			return err
		}
		path := filepath.Join(r.out, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %d bytes\n", to, len(text))
	}
	return nil
}

// manifest fills one template in release/templates.
func (r *release) manifest(name string) ([]byte, error) {
	t, err := template.ParseFiles(filepath.Join(r.root, "release", "templates", name+".tmpl"))
	if err != nil {
		return nil, err
	}
	archives := map[string]any{}
	for _, t := range r.targets {
		archives[t.name] = map[string]string{"URL": r.download(t), "SHA256": t.sum}
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"Version": r.version, "Project": project, "Summary": summary, "Archives": archives})
	return b.Bytes(), err
}

// cyclonedx reads the modules from the program itself, and their licenses from their sources.
const cyclonedx = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"

// components writes the software bill of materials: the modules are the same on all
// platforms, so that one list does for all.
func (r *release) components() error {
	path := filepath.Join(r.out, "cdylib-ls_"+r.version+".cdx.json")
	cmd := exec.Command("go", "run", cyclonedx, "bin", "-json", "-noserial", "-version", "v"+r.version, "-output", path, r.targets[0].binary)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("list of components: %w\n%s", err, out)
	}
	fmt.Println("wrote " + path)
	return nil
}
