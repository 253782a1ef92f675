package artifact

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

const (
	maxAbove   = 32 // folders above a file that are looked into
	maxSources = 64 // folders of sources in dep-info that are tried
)

// Origins are the folders of packages that a built library may have been made from, the
// likeliest first: those of the sources in its dep-info, which names path dependencies as
// well, and the folder around the target folder that holds the file. A manifest that
// speaks of the file's name comes before others.
func Origins(fs vfs.FS, path string) []string {
	sources := []string{}
	if info, err := fs.ReadFile(strings.TrimSuffix(path, filepath.Ext(path))+".d", maxDepInfo); err == nil {
		sources = depInfo(string(info), path)
	}
	around := targetFolder(fs, path)
	var named, others []string
	add := func(dir string) {
		if dir == "" || slices.Contains(named, dir) || slices.Contains(others, dir) {
			return
		}
		if speaksOf(fs, filepath.Join(dir, "Cargo.toml"), path) {
			named = append(named, dir)
		} else {
			others = append(others, dir)
		}
	}
	tried := map[string]bool{}
	for _, s := range sources {
		if !filepath.IsAbs(s) && around != "" { // build.dep-info-basedir
			s = filepath.Join(filepath.Dir(around), s)
		}
		folder := filepath.Dir(s)
		if !filepath.IsAbs(s) || tried[folder] || len(tried) >= maxSources {
			continue
		}
		if _, err := fs.Stat(s); err != nil {
			continue
		}
		tried[folder] = true
		add(manifestAbove(fs, folder))
	}
	if around != "" {
		add(manifestAbove(fs, filepath.Dir(around)))
	}
	return append(named, others...)
}

// speaksOf reports a manifest that holds the name of a library's file.
func speaksOf(fs vfs.FS, manifest, path string) bool {
	const most = 1 << 20 // bytes
	text, err := fs.ReadFile(manifest, most)
	name := strings.TrimPrefix(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), "lib")
	return err == nil && strings.Contains(strings.ReplaceAll(string(text), "-", "_"), "\""+strings.ReplaceAll(name, "-", "_")+"\"")
}

// targetFolder is the folder that Cargo built into: Cargo marks it.
func targetFolder(fs vfs.FS, path string) string {
	dir := filepath.Dir(path)
	for range maxAbove {
		if _, err := fs.Stat(filepath.Join(dir, ".rustc_info.json")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
	return ""
}

// manifestAbove is the nearest folder with a manifest, from dir upwards.
func manifestAbove(fs vfs.FS, dir string) string {
	for range maxAbove {
		if info, err := fs.Stat(filepath.Join(dir, "Cargo.toml")); err == nil && !info.IsDir {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
	return ""
}
