package artifact

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/macho"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/parse/pe"
)

func other(tb testing.TB, name string) *Library {
	tb.Helper()
	folder := "macho"
	if strings.HasSuffix(name, ".dll") {
		folder = "pe"
	}
	l, err := OpenAny(filepath.Join("../../parse", folder, "testdata", name), "")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	return l
}

// A library of Windows or macOS shows its own code by slot, the toolchain's apart, and
// what each reaches.
func TestOtherFormats(t *testing.T) {
	for _, tt := range []struct{ name, load, unload, exports, verdict string }{
		{"named.dll", "TLS callbacks[0] win::on_thread, .CRT$XC[0] win::on_load, DllMain DllMain", "TLS callbacks[0] win::on_thread, DllMain DllMain", "#9, plugin_run, plugin_run", "unloads on windows"},
		// DllMain is not exported here, and the C runtime's entry point stands for it.
		{"stripped.dll", "TLS callbacks[0] 0x3a6ba13b0, .CRT[0] 0x3a6ba13a0, .CRT[1] 0x3a6ba1000, entry point 0x3a6ba1320", "TLS callbacks[0] 0x3a6ba13b0, entry point 0x3a6ba1320", "#9, plugin_run, plugin_run", "unloads on windows"},
		{"aarch64-chains.dylib", "__init_offsets[0] lib::on_load", "__mod_term_func[0] lib::on_unload", "plugin_run, plugin_run", "unloads on macos"},
		{"x86_64-chains.dylib", "__init_offsets[0] lib::on_load", "__mod_term_func[0] lib::on_unload", "plugin_run, plugin_run", "unloads on macos"},
		{"x86_64-opcodes.dylib", "__mod_init_func[0] lib::on_load", "__mod_term_func[0] lib::on_unload", "plugin_run, plugin_run", "unloads on macos"},
	} {
		l := other(t, tt.name)
		slots := func(list []*Root) string {
			var out []string
			for _, r := range Own(list) {
				out = append(out, r.Slot.String()+" "+l.NameOf(r))
			}
			return strings.Join(out, ", ")
		}
		var exports []string
		for _, r := range l.Called() {
			exports = append(exports, l.NameOf(r))
		}
		v := l.Verdict()
		got := []string{slots(l.Load), slots(l.Unload), strings.Join(exports, ", "), fmt.Sprintf("%s on %s", v.Words(), l.Platform())}
		for i, want := range []string{tt.load, tt.unload, tt.exports, tt.verdict} {
			if got[i] != want {
				t.Errorf("%s: %q, want %q", tt.name, got[i], want)
			}
		}
	}
}

// The imports that a slot reaches are followed through the thunks and stubs of each
// format.
func TestOtherReach(t *testing.T) {
	for name, want := range map[string]string{
		"named.dll": "OutputDebugStringA", "stripped.dll": "OutputDebugStringA",
		"aarch64-chains.dylib": "puts", "x86_64-chains.dylib": "puts", "x86_64-opcodes.dylib": "puts",
	} {
		l := other(t, name)
		if _, ok := l.reach(funcs(Own(l.Load))).Imports[want]; !ok {
			t.Errorf("%s: load does not reach %s", name, want)
		}
	}
}

func TestOpenAnyRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, tt := range map[string]struct {
		text string
		want error
	}{
		"text.so":     {"no library", ErrNotLibrary},
		"empty.dll":   {"", elf.ErrTruncated},
		"dos.dll":     {"MZ" + strings.Repeat("\x00", 200), ErrNotLibrary},
		"half.dylib":  {"\xcf\xfa\xed\xfe\x07\x00\x00\x01", object.ErrTruncated},
		"class.so":    {"\x7fELF\x09\x01\x01" + strings.Repeat("\x00", 60), ErrNotLibrary},
		"half-elf.so": {"\x7fELF\x02\x01\x01", elf.ErrTruncated},
	} {
		path := filepath.Join(dir, name)
		write(t, path, tt.text)
		if l, err := OpenAny(path, ""); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v (%v)", name, err, tt.want, l)
		}
	}
	if _, err := OpenAny(dir, ""); !errors.Is(err, ErrNotLibrary) {
		t.Errorf("a folder: %v", err)
	}
}

// What a linker wrote half, or an attacker whole, must neither crash nor hang.
func FuzzOther(f *testing.F) {
	for _, name := range []string{"pe/testdata/named.dll", "pe/testdata/stripped.dll", "macho/testdata/aarch64-chains.dylib", "macho/testdata/x86_64-opcodes.dylib"} {
		b, err := os.ReadFile(filepath.Join("../../parse", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var im object.Image
		if file, err := pe.New(bytes.NewReader(b), int64(len(b))); err == nil {
			im = file
		} else if file, err := macho.New(bytes.NewReader(b), int64(len(b))); err == nil {
			im = file
		} else {
			return
		}
		l := analyse(&Library{Image: im})
		l.Effects(slices.Concat(l.Load, l.Called(), l.Tables())...)
		if v := l.Verdict(); v.State == "" {
			t.Error("no verdict")
		}
	})
}
