package artifact

import (
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

const (
	maxAbove   = 32 // folders above a file that are looked into
	maxSources = 64 // sources of dep-info that are tried
)

// Origin is the folder of the package that a built library was made from: that of the
// first source in its dep-info, else the folder around the target folder that holds the
// file; "" where neither leads to a manifest.
func Origin(fs workspace.FS, path string) string {
	sources := []string{}
	if info, err := fs.ReadFile(strings.TrimSuffix(path, filepath.Ext(path))+".d", maxDepInfo); err == nil {
		sources = depInfo(string(info), path)
	}
	around := targetFolder(fs, path)
	for _, s := range sources[:min(len(sources), maxSources)] {
		if !filepath.IsAbs(s) && around != "" { // build.dep-info-basedir
			s = filepath.Join(filepath.Dir(around), s)
		}
		if _, err := fs.Stat(s); err != nil || !filepath.IsAbs(s) {
			continue
		}
		if dir := manifestAbove(fs, filepath.Dir(s)); dir != "" {
			return dir
		}
	}
	if around != "" {
		return manifestAbove(fs, filepath.Dir(around))
	}
	return ""
}

// targetFolder is the folder that Cargo built into: Cargo marks it.
func targetFolder(fs workspace.FS, path string) string {
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
func manifestAbove(fs workspace.FS, dir string) string {
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
