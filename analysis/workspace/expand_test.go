package workspace

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// counting is a disk that counts what is asked of it.
type counting struct {
	vfs.Disk
	listed, entries int
}

func (c *counting) ReadDir(path string) ([]vfs.Entry, error) {
	list, err := c.Disk.ReadDir(path)
	c.listed++
	c.entries += len(list)
	return list, err
}

// endless is a file system in which each folder has wide folders in it, and no file.
type endless struct {
	vfs.FS
	wide, entries int
}

func (e *endless) ReadDir(path string) ([]vfs.Entry, error) {
	list := make([]vfs.Entry, e.wide)
	for i := range list {
		list[i] = vfs.Entry{Name: fmt.Sprintf("d%06d", i), IsDir: true}
	}
	e.entries += len(list)
	return list, nil
}

func (e *endless) Stat(string) (vfs.Entry, error) { return vfs.Entry{IsDir: true}, nil }

// TestExpandBounded counts the entries that patterns lead through, in trees without end.
func TestExpandBounded(t *testing.T) {
	long := strings.Repeat("*/", 60) + "*"
	for _, wide := range []int{1, 2, 1_000} {
		for _, pattern := range []string{"**", "**/**/**", "*/**", "**/*", long, "../../../../**", "/**", "../*/*/*", "/*/*/*"} {
			fs := &endless{wide: wide}
			x := &expansion{l: &loader{ctx: context.Background(), fs: fs}, base: filepath.FromSlash("/a/b/c")}
			for range 3 { // all patterns together
				if found := x.expand(pattern); len(found) > maxMembers {
					t.Errorf("%d wide, %.12s: %d folders", wide, pattern, len(found))
				}
			}
			// A folder is listed whole.
			if limit := maxWalked + wide; fs.entries > limit {
				t.Errorf("%d wide, %.12s: %d entries, limit %d", wide, pattern, fs.entries, limit)
			}
			if x.short == "" && wide > 1 && pattern != "../*/*/*" && pattern != "/*/*/*" {
				t.Errorf("%d wide, %.12s: nothing is said to be left out", wide, pattern)
			}
		}
	}
}

// TestExpandOutside has patterns that lead out of the workspace, by dots, by the root and
// through links: what is beside it is not walked, and the finding says so.
func TestExpandOutside(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "ws")
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	crate := func(name string) {
		write(name+"/Cargo.toml", "[package]\nname = \""+filepath.Base(name)+"\"\n")
		write(name+"/src/lib.rs", "")
	}
	crate("ws/in/one")
	crate("beside/two")
	for i := range 300 {
		write(fmt.Sprintf("beside/deep/%d/x", i), "")
	}
	for link, to := range map[string]string{"out": "../beside", "up": "..", "self": ".", "in/loop": ".."} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		pattern string
		cut     bool
		members int
	}{
		{"in/*", false, 1}, {"**", false, 1}, {"../beside/t*", false, 1}, {"../beside/two", false, 1},
		{"../../../../**", true, 0}, {"/**", true, 0}, {"../**", true, 0}, {"out/**", true, 0}, {"up/**", true, 0}, {"self/**", true, 0},
		{"*/**", true, 1},
	} {
		write("ws/Cargo.toml", "[workspace]\nmembers = [\""+c.pattern+"\"]\n")
		fs := &counting{}
		set, err := Load(context.Background(), fs, []string{filepath.Join(root, "Cargo.toml")}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		members := 0
		for _, ws := range set.Workspaces {
			for _, p := range ws.Packages {
				if p.Member {
					members++
				}
			}
		}
		said := false
		for _, p := range set.Problems {
			said = said || strings.Contains(fmt.Sprint(p), "not followed to its end")
		}
		if members != c.members || said != c.cut {
			t.Errorf("%s: %d members, want %d; said %v, want %v", c.pattern, members, c.members, said, c.cut)
		}
		if fs.listed > 40 || fs.entries > 400 {
			t.Errorf("%s: %d folders of %d entries were listed", c.pattern, fs.listed, fs.entries)
		}
	}
}
