package check

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
)

// TestCacheTrim keeps what was used last, and leaves what is being written.
func TestCacheTrim(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	put := func(name string, age time.Duration) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, make([]byte, 100), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5 {
		put(fmt.Sprint("entry", i), time.Duration(i)*time.Minute)
	}
	put(".writing", time.Minute)
	put(".crashed", 2*time.Hour)
	trim(dir, 300)
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != ".writing entry0 entry1 entry2" {
		t.Errorf("left: %s", got)
	}
}

// TestCacheOrphans finds what a killed run left in the cache, however young; what another
// run is writing stays.
func TestCacheOrphans(t *testing.T) {
	child := exec.Command("true")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	dead := ".cdylib-ls-" + strconv.Itoa(child.Process.Pid) + "-x"
	alive := ".cdylib-ls-" + strconv.Itoa(os.Getppid()) + "-x"
	dir := t.TempDir()
	for _, name := range []string{dead, alive} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	trim(dir, maxCache)
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("left: %v, %v", list, err)
	}
	if replace.Orphaned(alive, time.Now()) || !replace.Orphaned(dead, time.Now()) || !replace.Orphaned(alive, time.Now().Add(-2*time.Hour)) {
		t.Error("wrong about who is writing")
	}
}
