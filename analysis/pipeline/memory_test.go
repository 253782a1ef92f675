package pipeline

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// memory is a file system of texts by absolute path.
type memory map[string]string

func (m memory) ReadFile(name string, limit int64) ([]byte, error) {
	if text, ok := m[name]; ok && int64(len(text)) <= limit {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
}

func (m memory) ReadDir(dir string) ([]vfs.Entry, error) {
	found := map[string]vfs.Entry{}
	for name := range m {
		rest, ok := strings.CutPrefix(name, strings.TrimSuffix(dir, "/")+"/")
		if !ok {
			continue
		}
		first, _, isDir := strings.Cut(rest, "/")
		found[first] = vfs.Entry{Name: first, IsDir: isDir}
	}
	if len(found) == 0 {
		return nil, &fs.PathError{Op: "read", Path: dir, Err: fs.ErrNotExist}
	}
	var out []vfs.Entry
	for _, name := range slices.Sorted(maps.Keys(found)) {
		out = append(out, found[name])
	}
	return out, nil
}

func (m memory) Stat(name string) (vfs.Entry, error) {
	if text, ok := m[name]; ok {
		return vfs.Entry{Name: path.Base(name), Size: int64(len(text))}, nil
	}
	if _, err := m.ReadDir(name); err == nil {
		return vfs.Entry{Name: path.Base(name), IsDir: true}, nil
	}
	return vfs.Entry{}, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
}

// archive reads a txtar file: a comment, then files under `-- name --` lines.
// Names are put below /w.
func archive(text string) (comment string, files memory) {
	files = memory{}
	name := ""
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok && strings.HasSuffix(rest, " --") {
			name = path.Join("/w", strings.TrimSuffix(rest, " --"))
			files[name] = ""
			continue
		}
		if name == "" {
			comment += line
			continue
		}
		files[name] += line
	}
	return comment, files
}
