package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// file is a file of a package.
type file struct {
	name       string // with slashes
	data       []byte
	executable bool
}

// epoch is the time of all files in packages: a zip file knows none before 1980.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func (f *file) mode() os.FileMode {
	if f.executable {
		return 0o755
	}
	return 0o644
}

// read makes files of those that the patterns match below root, under their paths there.
func (r *release) read(patterns ...string) ([]*file, error) {
	var out []*file
	for _, p := range patterns {
		paths, err := filepath.Glob(filepath.Join(r.root, filepath.FromSlash(p)))
		if err != nil {
			return nil, err
		}
		if len(paths) == 0 {
			return nil, fmt.Errorf("%s: no such file", p)
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			rel, err := filepath.Rel(r.root, path)
			if err != nil {
				return nil, err
			}
			out = append(out, &file{name: filepath.ToSlash(rel), data: data})
		}
	}
	return out, nil
}

// program is the program of a target as a file called name.
func (t *target) program(name string) (*file, error) {
	data, err := os.ReadFile(t.binary)
	return &file{name: name, data: data, executable: true}, err
}

// archives writes one archive for each target: a zip for Windows, else a tar.gz.
func (r *release) archives() error {
	common, err := r.read("LICENSE-*", "README.md", "CHANGELOG.md", "docs/man/*", "docs/completions/*", "docs/schemas/*")
	if err != nil {
		return err
	}
	site, err := r.site()
	if err != nil {
		return err
	}
	common = append(common, site...)
	for _, t := range r.targets {
		program, err := t.program("cdylib-ls" + t.suffix())
		if err != nil {
			return err
		}
		write, ending := writeTar, ".tar.gz"
		if t.os == "windows" {
			write, ending = writeZip, ".zip"
		}
		t.archive = "cdylib-ls_" + r.version + "_" + t.name + ending
		if err := r.write(t.archive, write, append([]*file{program}, common...)); err != nil {
			return err
		}
		if t.sum, err = checksum(filepath.Join(r.out, t.archive)); err != nil {
			return err
		}
	}
	return nil
}

// site is what `go run ./release/site` wrote, as the folder site; nothing if it did not run,
// which is said.
func (r *release) site() ([]*file, error) {
	top := filepath.Join(r.out, "site")
	if _, err := os.Stat(top); err != nil {
		fmt.Println("the documentation's pages: not made, left out")
		return nil, nil
	}
	var out []*file
	err := filepath.WalkDir(top, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(r.out, path)
		out = append(out, &file{name: filepath.ToSlash(rel), data: data})
		return err
	})
	return out, err
}

// write makes a package of the files and says how large it is.
func (r *release) write(name string, format func(io.Writer, []*file) error, files []*file) (err error) {
	path := filepath.Join(r.out, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	if err := format(f, files); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	info, err := f.Stat()
	if err == nil {
		fmt.Printf("%s: %d bytes\n", name, info.Size())
	}
	return err
}

func writeTar(w io.Writer, files []*file) error {
	z, _ := gzip.NewWriterLevel(w, gzip.BestCompression)
	t := tar.NewWriter(z)
	for _, f := range files {
		// npm knows no times before 1970 and pip none before 1980.
		h := &tar.Header{Name: f.name, Size: int64(len(f.data)), Mode: int64(f.mode()), ModTime: epoch, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(f.data); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return z.Close()
}

func writeZip(w io.Writer, files []*file) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: epoch}
		h.SetMode(f.mode())
		part, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := part.Write(f.data); err != nil {
			return err
		}
	}
	return z.Close()
}

// checksum of a file, SHA-256 in hexadecimal.
func checksum(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// sums writes checksums.txt, as `sha256sum -c` reads it.
func (r *release) sums() error {
	var lines []string
	for _, p := range []string{"*.tar.gz", "*.zip", "*.cdx.json", "wheels/*", "npm/*", "crate/*.crate"} {
		paths, err := filepath.Glob(filepath.Join(r.out, p))
		if err != nil {
			return err
		}
		for _, path := range paths {
			sum, err := checksum(path)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(r.out, path)
			if err != nil {
				return err
			}
			lines = append(lines, sum+"  "+filepath.ToSlash(rel)+"\n")
		}
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[64:], b[64:]) })
	return os.WriteFile(filepath.Join(r.out, "checksums.txt"), []byte(strings.Join(lines, "")), 0o644)
}
