package rust

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestCorpus reads every Rust file below CDYLIB_LS_CORPUS, if that is set. It
// fails on a panic only; the rate of files with errors is logged.
func TestCorpus(t *testing.T) {
	root := os.Getenv("CDYLIB_LS_CORPUS")
	if root == "" {
		t.Skip("CDYLIB_LS_CORPUS is not set")
	}
	var files, bad, size, macros, unread int
	var parseTime, outlineTime time.Duration
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rs") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		start := time.Now()
		f, err := Parse(context.Background(), path, src)
		parseTime += time.Since(start)
		if err != nil {
			t.Logf("%v", err)
			return nil
		}
		start = time.Now()
		NewOutline(src)
		outlineTime += time.Since(start)
		files++
		size += len(src)
		if len(f.Errors) > 0 {
			bad++
			if os.Getenv("CDYLIB_LS_CORPUS_LIST") != "" {
				e := f.Errors[0]
				t.Logf("%s:%d: %.80q", path, 1+strings.Count(string(src[:e.Start]), "\n"), src[e.Start:e.End])
			}
		}
		eachMacro(f, func(m *MacroCall) {
			macros++
			if _, ok := m.Args(); ok {
				return
			}
			if _, ok := m.Stmts(); ok {
				return
			}
			if _, ok := m.ItemList(); !ok {
				unread++
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	mb := float64(size) / 1e6
	t.Logf("%d files, %.1f MB, %d with errors; parse %.1f MB/s, outline %.0f MB/s; %d macro calls, %d unread",
		files, mb, bad, mb/parseTime.Seconds(), mb/outlineTime.Seconds(), macros, unread)
}
