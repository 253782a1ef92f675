package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// target limits the tree to what a Linux build of its crates reads.
const target = "x86_64-unknown-linux-gnu"

// astGrepVersion is pinned: a ratio to a moving peer means nothing.
const astGrepVersion = "0.51.1"

// assemble makes the default tree in dir: a folder of sources and manifests for
// each crate that bench/tree depends on. It is made again when the lock changes.
func assemble(dir string) (string, error) {
	lock, err := os.ReadFile("bench/tree/Cargo.lock")
	if err != nil {
		return "", err
	}
	stamp := filepath.Join(dir, "..", "tree.lock")
	if made, err := os.ReadFile(stamp); err == nil && bytes.Equal(made, lock) {
		return dir, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	const manifest = "bench/tree/Cargo.toml"
	if err := quietly("cargo", "fetch", "--locked", "--manifest-path", manifest, "--target", target); err != nil {
		return "", err
	}
	out, err := exec.Command("cargo", "metadata", "--locked", "--offline", "--format-version", "1",
		"--filter-platform", target, "--manifest-path", manifest).Output()
	if err != nil {
		return "", fmt.Errorf("cargo metadata: %w", err)
	}
	var meta struct {
		Packages []struct {
			Source   string
			Manifest string `json:"manifest_path"`
		}
	}
	if err := json.Unmarshal(out, &meta); err != nil {
		return "", fmt.Errorf("cargo metadata: %w", err)
	}
	for _, p := range meta.Packages {
		if p.Source == "" {
			continue // the manifest itself
		}
		from := filepath.Dir(p.Manifest)
		if err := copySource(filepath.Join(dir, filepath.Base(from)), from); err != nil {
			return "", err
		}
	}
	return dir, os.WriteFile(stamp, lock, 0o644)
}

// copySource copies what a checker of Rust source reads.
func copySource(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if filepath.Ext(path) != ".rs" && d.Name() != "Cargo.toml" {
			return nil
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name := filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		return os.WriteFile(name, data, 0o644)
	})
}

// rustSource counts the files and bytes of Rust in a tree.
func rustSource(dir string) (files int, size int64, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".rs") || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		size += info.Size()
		return nil
	})
	return files, size, err
}

// astGrep installs ast-grep into dir with npm, and returns its program: the one
// behind the script that npm links, so that no Node start is measured.
func astGrep(dir string) (string, error) {
	find := func() (string, bool) {
		found, _ := filepath.Glob(filepath.Join(dir, "node_modules", "@ast-grep", "cli-*", "ast-grep"))
		if len(found) != 1 {
			return "", false
		}
		out, err := exec.Command(found[0], "--version").Output()
		return found[0], err == nil && strings.Contains(string(out), astGrepVersion)
	}
	if program, ok := find(); ok {
		return program, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := quietly("npm", "install", "--silent", "--no-save", "--no-audit", "--no-fund", "--prefix", dir, "@ast-grep/cli@"+astGrepVersion); err != nil {
		return "", fmt.Errorf("%w(the benchmark needs npm)", err)
	}
	program, ok := find()
	if !ok {
		return "", fmt.Errorf("npm installed no ast-grep %s for this platform in %s", astGrepVersion, dir)
	}
	return program, nil
}
