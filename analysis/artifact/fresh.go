package artifact

import (
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// maxDepInfo bounds a dep-info file in bytes, maxFingerprints the folders that
// are looked at for one.
const (
	maxDepInfo      = 16 << 20
	maxFingerprints = 4096
)

// stale names the first source that is newer than an artifact or gone, "" where it is
// fresh as Cargo sees it: Cargo compares the files that dep-info lists with the
// moment at which it started the compiler. (Manifests are not compared by time:
// only what changes the build counts, and `[package.metadata]` does not.)
//
// Without dep-info the target's root file is all that is known.
func stale(fs vfs.FS, b *Built, t *workspace.Target, profileDir string) (source string, gone bool) {
	since := b.Modified
	if at := started(fs, t, profileDir, b.Modified); at > 0 {
		since = at
	}
	ext := filepath.Ext(b.Path)
	info, err := fs.ReadFile(strings.TrimSuffix(b.Path, ext)+".d", maxDepInfo)
	sources := []string{t.Path}
	if err == nil {
		sources = depInfo(string(info), b.Path)
	}
	for _, s := range sources {
		if !filepath.IsAbs(s) { // build.dep-info-basedir
			s = filepath.Join(t.Package.Workspace.Root, s)
		}
		if f, err := fs.Stat(s); err != nil || f.ModTime > since {
			return s, err != nil
		}
	}
	return "", false
}

// depInfo lists the sources of a file in a Makefile rule as rustc writes it:
// spaces are escaped by a backslash, each rule has a line.
func depInfo(text, file string) []string {
	var out []string
	for line := range strings.Lines(text) {
		words := fields(strings.TrimRight(line, "\r\n"))
		if len(words) == 0 || !strings.HasSuffix(words[0], ":") {
			continue
		}
		name := strings.TrimSuffix(words[0], ":")
		if filepath.Base(name) == filepath.Base(file) {
			out = append(out, words[1:]...)
		}
	}
	return out
}

// fields splits a line at spaces that are not escaped.
func fields(line string) []string {
	var out []string
	var word strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == ' ':
			word.WriteByte(' ')
			i++
		case line[i] == ' ':
			if word.Len() > 0 {
				out = append(out, word.String())
			}
			word.Reset()
		default:
			word.WriteByte(line[i])
		}
	}
	if word.Len() > 0 {
		out = append(out, word.String())
	}
	return out
}

// started is when Cargo started the compiler for the newest build of a target
// that an artifact of this age can come from, 0 where it left no mark: the time of
// `invoked.timestamp` in the unit's fingerprint.
func started(fs vfs.FS, t *workspace.Target, profileDir string, modified int64) int64 {
	kind := map[workspace.TargetKind]string{workspace.TargetLib: "lib", workspace.TargetBin: "bin", workspace.TargetExample: "example"}[t.Kind]
	unit := "dep-" + kind + "-" + t.Name
	dir := filepath.Join(profileDir, ".fingerprint")
	entries, err := fs.ReadDir(dir)
	if err != nil {
		return 0
	}
	newest := int64(0)
	for _, e := range entries[:min(len(entries), maxFingerprints)] {
		if !e.IsDir || !strings.HasPrefix(e.Name, t.Package.Name+"-") {
			continue
		}
		if _, err := fs.Stat(filepath.Join(dir, e.Name, unit)); err != nil {
			continue
		}
		if at, err := fs.Stat(filepath.Join(dir, e.Name, "invoked.timestamp")); err == nil && at.ModTime <= modified {
			newest = max(newest, at.ModTime)
		}
	}
	return newest
}
