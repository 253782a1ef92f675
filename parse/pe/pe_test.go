package pe

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/code"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

func open(t *testing.T, name string) *File {
	t.Helper()
	f, err := Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if len(f.Damage) > 0 {
		t.Errorf("damage: %q", f.Damage)
	}
	return f
}

// slots names the slots with what they lead to.
func slots(f *File) []string {
	var out []string
	for _, s := range f.Slots() {
		name := ""
		if i := f.FunctionAt(s.Target); i >= 0 {
			name = f.Functions()[i].Name
		}
		out = append(out, fmt.Sprintf("%s %s", s, name))
	}
	return out
}

func TestSlots(t *testing.T) {
	got := strings.Join(slots(open(t, "named.dll")), "\n")
	for _, want := range []string{"TLS callbacks[0] _ZN3win9on_thread", "TLS callbacks[1] __dyn_tls_init", ".CRT$XC[0] _ZN3win7on_load", "entry point DllMainCRTStartup"} {
		if !strings.Contains(got, want) {
			t.Errorf("no slot %q in\n%s", want, got)
		}
	}
	// Without symbols the groups of .CRT have no names; the functions are the same.
	named, stripped := open(t, "named.dll"), open(t, "stripped.dll")
	if stripped.Stripped() == named.Stripped() {
		t.Errorf("stripped: %v and %v", named.Stripped(), stripped.Stripped())
	}
	a, b := named.Slots(), stripped.Slots()
	for i := range a {
		if i >= len(b) || a[i].Target != b[i].Target {
			t.Errorf("slot %d is not the same in the stripped file", i)
		}
	}
}

func TestImportsAndExports(t *testing.T) {
	for _, name := range []string{"named.dll", "stripped.dll"} {
		f := open(t, name)
		if want := []string{"KERNEL32.dll", "msvcrt.dll"}; !slices.Equal(f.Needed(), want) {
			t.Errorf("%s needs %q, want %q", name, f.Needed(), want)
		}
		got := map[string]string{}
		for _, imp := range f.Imports() {
			got[imp.Name] = imp.Library
		}
		if len(got) != 23 || got["OutputDebugStringA"] != "KERNEL32.dll" || got["_initterm"] != "msvcrt.dll" {
			t.Errorf("%s: imports %v", name, got)
		}
		var exports []string
		for _, e := range f.Exports() {
			exports = append(exports, fmt.Sprintf("%s %v %s", e.Name, e.Data, e.Forward))
		}
		if want := []string{"PLUGIN_TABLE true ", "forwarded false other.thing", "plugin_run false ", "#9 false "}; !slices.Equal(exports, want) {
			t.Errorf("%s: exports %q, want %q", name, exports, want)
		}
	}
}

// TestCode follows calls through the import table, and pointers in data.
func TestCode(t *testing.T) {
	for _, name := range []string{"named.dll", "stripped.dll"} {
		f := open(t, name)
		g, err := code.New(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range f.Exports() {
			switch e.Name {
			case "plugin_run":
				r := g.Reach([]int{f.FunctionAt(e.Addr)}, code.Options{})
				if _, ok := r.Imports["Sleep"]; !ok || len(r.Imports) != 1 {
					t.Errorf("%s: plugin_run reaches %v, want Sleep alone", name, r.Imports)
				}
			case "PLUGIN_TABLE":
				if to, _, ok := f.Pointee(e.Addr); !ok || f.Functions()[f.FunctionAt(to)].Name != "plugin_run" {
					t.Errorf("%s: the table points to %#x", name, to)
				}
			}
		}
	}
}

// A file that a linker is still writing says so, and not that it is another kind.
func TestTruncated(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "stripped.dll"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 0x300 {
		_, err := New(bytes.NewReader(b[:n]), int64(n))
		if n < 2 && !errors.Is(err, object.ErrTruncated) && !errors.Is(err, object.ErrFormat) || n > 2 && n < 0x100 && !errors.Is(err, object.ErrTruncated) {
			t.Fatalf("the first %d bytes: %v", n, err)
		}
	}
	if _, err := New(strings.NewReader("\x7fELF"), 4); !errors.Is(err, object.ErrFormat) {
		t.Errorf("an ELF file: %v", err)
	}
}

// everything reads what New leaves for later.
func everything(f *File) {
	f.Functions()
	f.FunctionAt(f.Entry)
	f.Pointee(f.Base)
	f.Group("", f.Base, f.Base+1<<40)
	for range f.Symbols {
	}
	if g, err := code.New(f); err == nil {
		for i := range min(len(g.Funcs), 50) {
			g.Edges(i)
		}
	}
}

// TestMutations changes each byte of the headers and tables: no input may take more
// memory than the reader's limit, or panic.
func TestMutations(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "stripped.dll"))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	for at := range b {
		if at > 0x400 && at%7 != 0 { // all of the headers, a part of the rest
			continue
		}
		for _, v := range []byte{0, 0x7f, 0xff} {
			c := slices.Clone(b)
			c[at] = v
			runtime.ReadMemStats(&before)
			if f, err := New(bytes.NewReader(c), int64(len(c))); err == nil {
				everything(f)
			}
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 64<<20 {
				t.Fatalf("byte %#x = %#x: %d bytes allocated", at, v, n)
			}
		}
	}
}

func FuzzPE(f *testing.F) {
	for _, name := range []string{"named.dll", "stripped.dll"} {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if f, err := New(bytes.NewReader(b), int64(len(b))); err == nil {
			everything(f)
		}
	})
}
