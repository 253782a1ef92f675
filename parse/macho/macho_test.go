package macho

import (
	"bytes"
	"encoding/binary"
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

var samples = []string{"aarch64-chains.dylib", "x86_64-chains.dylib", "x86_64-opcodes.dylib"}

func content(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(b []byte) (*File, error) { return New(bytes.NewReader(b), int64(len(b))) }

func TestLibrary(t *testing.T) {
	for _, name := range samples {
		t.Run(name, func(t *testing.T) {
			f, err := read(content(t, name))
			if err != nil {
				t.Fatal(err)
			}
			var slots []string
			for _, s := range f.Slots() {
				slots = append(slots, fmt.Sprintf("%s %s", s, f.Functions()[f.FunctionAt(s.Target)].Name))
			}
			load := "__init_offsets[0] _ZN3lib7on_load"
			if strings.Contains(name, "opcodes") {
				load = "__mod_init_func[0] _ZN3lib7on_load"
			}
			if len(slots) != 2 || !strings.HasPrefix(slots[0], load) || !strings.HasPrefix(slots[1], "__mod_term_func[0] _ZN3lib9on_unload") {
				t.Errorf("slots %q", slots)
			}
			if f.Kind != Dylib || f.ID != "@rpath/libplugin.dylib" || !slices.Equal(f.Needed(), []string{"/usr/lib/libSystem.B.dylib"}) || !f.Lookup() {
				t.Errorf("kind %s, id %s, needs %q, lookup %v", f.Kind, f.ID, f.Needed(), f.Lookup())
			}
			if p := f.Platforms; len(p) != 1 || p[0] != (Platform{"macos", "12.0", "12.0"}) {
				t.Errorf("platforms %v", p)
			}
			if f.ThreadLocals || f.Has("__objc") || len(f.Damage) > 0 {
				t.Errorf("thread-locals %v, damage %q", f.ThreadLocals, f.Damage)
			}
		})
	}
}

// TestCode follows calls through stubs and slots, and pointers in data.
func TestCode(t *testing.T) {
	for _, name := range samples {
		t.Run(name, func(t *testing.T) {
			f, err := read(content(t, name))
			if err != nil {
				t.Fatal(err)
			}
			g, err := code.New(f)
			if err != nil {
				t.Fatal(err)
			}
			reached := func(fn uint64) []string {
				var out []string
				for name := range g.Reach([]int{f.FunctionAt(fn)}, code.Options{}).Imports {
					out = append(out, name)
				}
				return out
			}
			for _, s := range f.Slots() {
				if got := reached(s.Target); !slices.Equal(got, []string{"puts"}) {
					t.Errorf("%s reaches %q, want puts", s, got)
				}
			}
			var names []string
			for _, e := range f.Exports() {
				names = append(names, e.Name)
				to := e.Addr
				if e.Data {
					to, _, _ = f.Pointee(e.Addr)
				}
				if got := reached(to); !slices.Contains(got, "plugin_host_log") {
					t.Errorf("%s reaches %q, want plugin_host_log", e.Name, got)
				}
			}
			if slices.Sort(names); !slices.Equal(names, []string{"PLUGIN_TABLE", "plugin_run"}) {
				t.Errorf("exports %q", names)
			}
		})
	}
}

// TestSignature tells a file that was changed after it was signed.
func TestSignature(t *testing.T) {
	b := content(t, "aarch64-chains.dylib")
	f, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	if s := f.Signature(); !s.Present || !s.AdHoc || s.Broken {
		t.Errorf("as linked: %+v", s)
	}
	text := f.Slots()[0].Target
	b = slices.Clone(b)
	b[text] ^= 0xff // of __TEXT, which starts with the file
	if f, err = read(b); err != nil {
		t.Fatal(err)
	}
	if s := f.Signature(); !s.Broken || s.Page != int(text>>12) {
		t.Errorf("with a changed byte at %#x: %+v", text, s)
	}
	if f, err = read(content(t, "x86_64-chains.dylib")); err != nil {
		t.Fatal(err)
	}
	if s := f.Signature(); s.Present || s.Broken {
		t.Errorf("unsigned: %+v", s)
	}
}

// universal makes one file of two.
func universal(parts ...[]byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, 0xcafebabe)
	out = binary.BigEndian.AppendUint32(out, uint32(len(parts)))
	at := uint32(0x4000)
	for _, p := range parts {
		cpu := binary.LittleEndian.Uint32(p[4:])
		for _, v := range []uint32{cpu, 0, at, uint32(len(p)), 14} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		at += (uint32(len(p)) + 0x3fff) &^ 0x3fff
	}
	for _, p := range parts {
		out = append(out, make([]byte, -len(out)&0x3fff)...)
		out = append(out, p...)
	}
	return out
}

func TestUniversal(t *testing.T) {
	b := universal(content(t, "x86_64-chains.dylib"), content(t, "aarch64-chains.dylib"))
	path := filepath.Join(t.TempDir(), "both.dylib")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, m := range []object.Machine{object.X86_64, object.AArch64} {
		f, err := Open(path, m)
		if err != nil {
			t.Fatal(err)
		}
		if f.Machine() != m || len(f.Slots()) != 2 {
			t.Errorf("asked for %s: %s with %d slots", m, f.Machine(), len(f.Slots()))
		}
		if len(f.Others) != 1 || f.Others[0] == m {
			t.Errorf("asked for %s: %v left out", m, f.Others)
		}
		f.Close()
	}
	// A part that cannot be read does not hide the next one.
	if err := os.WriteFile(path, universal(make([]byte, 64), content(t, "aarch64-chains.dylib")), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := Open(path, ""); err != nil || f.Machine() != object.AArch64 {
		t.Errorf("behind a part of another kind: %v", err)
	}
	if _, err := Slices(strings.NewReader("\xca\xfe\xba\xbe\x00\x00\x00\x34more"), 12); !errors.Is(err, object.ErrFormat) {
		t.Errorf("a Java class: %v", err)
	}
}

// A file that a linker is still writing says so, and not that it is another kind.
func TestTruncated(t *testing.T) {
	b := content(t, "x86_64-opcodes.dylib")
	for n := 4; n < len(b); n += 97 {
		f, err := read(b[:n])
		if err == nil {
			everything(f)
		} else if !errors.Is(err, object.ErrTruncated) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(b), err)
		}
	}
	if _, err := read([]byte("\x7fELF")); !errors.Is(err, object.ErrFormat) {
		t.Errorf("an ELF file: %v", err)
	}
}

// everything reads what New leaves for later.
func everything(f *File) {
	f.Functions()
	f.Exports()
	f.Undefined()
	f.Lookup()
	f.Stripped()
	f.Signature()
	f.Pointee(0)
	if g, err := code.New(f); err == nil {
		for i := range min(len(g.Funcs), 50) {
			g.Edges(i)
		}
	}
}

// TestMutations changes each byte of the load commands and tables: no input may take
// more memory than the reader's limit, or panic.
func TestMutations(t *testing.T) {
	for _, name := range samples[1:] {
		b := content(t, name)
		var before, after runtime.MemStats
		for at := range b {
			if at > 0x600 && at < 0x1000 || at > 0x1000 && at%5 != 0 {
				continue
			}
			for _, v := range []byte{0, 0x7f, 0xff} {
				c := slices.Clone(b)
				c[at] = v
				runtime.ReadMemStats(&before)
				if f, err := read(c); err == nil {
					everything(f)
				}
				runtime.ReadMemStats(&after)
				if n := after.TotalAlloc - before.TotalAlloc; n > 256<<20 {
					t.Fatalf("%s: byte %#x = %#x: %d bytes allocated", name, at, v, n)
				}
			}
		}
	}
}

func FuzzMachO(f *testing.F) {
	for _, name := range samples {
		f.Add(content(f, name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if f, err := read(b); err == nil {
			everything(f)
		}
		Slices(bytes.NewReader(b), int64(len(b)))
	})
}
