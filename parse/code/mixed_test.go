package code

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// TestConstantsBesideCode reads a library whose constants stand in the segment of the
// code, as linkers that do not part them make it: a constant whose address is taken is
// no function.
func TestConstantsBesideCode(t *testing.T) {
	dir := t.TempDir()
	text, lib := filepath.Join(dir, "a.c"), filepath.Join(dir, "a.so")
	const mark = "a constant beside the code"
	source := "extern int puts(const char *); int entry(void) { return puts(\"" + mark + "\"); }\n" +
		"static __attribute__((noinline, used)) int big(int x) { __asm__(\".skip 20000, 0x90\"); return x; }\n"
	if err := os.WriteFile(text, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cc", "-O2", "-shared", "-fPIC", "-s", "-fno-asynchronous-unwind-tables", "-Wl,-z,noseparate-code", "-o", lib, text).CombinedOutput(); err != nil {
		t.Fatalf("cc: %v\n%s", err, out)
	}
	f, err := elf.Open(lib)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	at := uint64(0)
	f.Loaded(func(addr uint64, b []byte, exec bool) bool {
		if i := bytes.Index(b, []byte(mark)); i >= 0 {
			if !exec {
				t.Error("the linker parted constants from code: nothing is tested")
			}
			at = addr + uint64(i)
		}
		return true
	})
	g, err := New(f.Image())
	if err != nil {
		t.Fatal(err)
	}
	if at == 0 || f.Code(at) || f.FunctionAt(at) >= 0 {
		t.Errorf("the constant at %#x: code %t, function %d", at, f.Code(at), f.FunctionAt(at))
	}
	var entry uint64
	for i := range f.Symbols {
		if f.Symbols[i].Name == "entry" {
			entry = f.Symbols[i].Value
		}
	}
	found := false
	for _, ref := range g.Refs(f.FunctionAt(entry)) {
		found = found || ref.Addr == at
	}
	if !f.Code(entry) || !found {
		t.Errorf("entry at %#x does not refer to the constant", entry)
	}
}
