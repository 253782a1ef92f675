package code

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

func TestDecodeX86(t *testing.T) {
	for _, c := range []struct {
		code string
		text string
		rip  bool
		rel  bool
	}{
		{"c3", "ret", false, false},
		{"48 8d 05 10 00 00 00", "lea rax, [rip+16]", true, false},
		{"67 e8 00 00 00 00", "addr32 call: what a linker makes of a GOT call", false, true},
		{"66 66 48 e8 00 00 00 00", "data16 rex.W call: __tls_get_addr", false, true},
		{"ff 15 00 00 00 00", "call [rip]", true, false},
		{"48 83 3d 00 00 00 00 00", "cmp qword [rip], 0", true, false},
		{"66 c7 05 00 00 00 00 01 00", "mov word [rip], 1", true, false},
		{"48 b8 01 02 03 04 05 06 07 08", "movabs rax", false, false},
		{"48 a1 01 02 03 04 05 06 07 08", "movabs rax, [moffs]", false, false},
		{"f7 c1 01 00 00 00", "test ecx, 1", false, false},
		{"f7 d9", "neg ecx", false, false},
		{"66 f7 c1 01 00", "test cx, 1", false, false},
		{"0f 84 00 00 00 00", "je", false, true},
		{"c7 f8 00 00 00 00", "xbegin", false, true},
		{"f3 0f 1e fa", "endbr64", false, false},
		{"c5 f8 77", "vzeroupper", false, false},
		{"c5 fd 6f 05 00 00 00 00", "vmovdqa ymm0, [rip]", true, false},
		{"c4 e3 7d 39 c1 01", "vextracti128 xmm1, ymm0, 1", false, false},
		{"c4 e2 7d 18 05 00 00 00 00", "vbroadcastss ymm0, [rip]", true, false},
		{"62 f1 7c 48 10 05 00 00 00 00", "vmovups zmm0, [rip]", true, false},
		{"62 f3 fd 48 1b c1 01", "vextractf64x4 ymm1, zmm0, 1", false, false},
		{"66 0f 3a 0f c1 08", "palignr xmm0, xmm1, 8", false, false},
		{"66 66 2e 0f 1f 84 00 00 00 00 00", "nop", false, false},
	} {
		b, err := hex.DecodeString(strings.ReplaceAll(c.code, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		in, ok := decodeX86(append(b, 0x90, 0x90))
		if !ok || int(in.size) != len(b) || in.hasRIP != c.rip || in.isRel != c.rel {
			t.Errorf("%s (%s): %+v, %v; want %d bytes", c.code, c.text, in, ok, len(b))
		}
		for n := range b {
			decodeX86(b[:n])
		}
	}
}

// Every instruction of the C library and of the compiler's support library ends
// where objdump says it does.
func TestBoundaries(t *testing.T) {
	for _, name := range []string{"libc.so.6", "libgcc_s.so.1", "libm.so.6"} {
		path := find(t, "cc", name)
		f, err := elf.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := New(f.Image()); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		text := f.Section(".text")
		want := disassembled(t, path)
		wrong, all := 0, 0
		for _, fn := range f.Functions() {
			if fn.Start < text.Addr || fn.Start >= text.Addr+text.Size {
				continue
			}
			code := f.Bytes(fn.Start, fn.End-fn.Start)
			// libc's signal trampoline has an unwind range that starts a byte early.
			for i := 0; i < len(code) && want[fn.Start]; {
				if all++; code[i] == 0x9b { // objdump makes one of fwait and what follows
					i++
					continue
				}
				if i > 0 && code[i-1] == 0x9b {
					want[fn.Start+uint64(i)] = true
				}
				if !want[fn.Start+uint64(i)] {
					if wrong++; wrong < 10 {
						t.Logf("%s: %#x in the function at %#x is inside an instruction", path, fn.Start+uint64(i), fn.Start)
					}
					break // objdump and we read different instructions from here on
				}
				in, ok := decodeX86(code[i:])
				if !ok {
					break
				}
				i += int(in.size)
			}
		}
		if wrong > 0 {
			t.Errorf("%s: %d functions of wrong boundaries, of %d instructions", path, wrong, all)
		}
	}
}

// find is the path of a library that the C compiler cc links.
func find(t testing.TB, cc, name string) string {
	t.Helper()
	out, err := exec.Command(cc, "-print-file-name="+name).Output()
	path, err2 := filepath.EvalSymlinks(strings.TrimSpace(string(out)))
	if err != nil || err2 != nil {
		t.Fatalf("%s: %v, %v", name, err, err2)
	}
	return path
}

// disassembled is the set of addresses where instructions start.
func disassembled(t *testing.T, path string) map[uint64]bool {
	t.Helper()
	out, err := exec.Command("objdump", "-d", "--no-show-raw-insn", "-j", ".text", path).Output()
	if err != nil {
		t.Fatalf("objdump (of binutils): %v", err)
	}
	set := map[uint64]bool{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		addr, _, ok := strings.Cut(strings.TrimSpace(lines.Text()), ":\t")
		if n, err := strconv.ParseUint(addr, 16, 64); ok && err == nil {
			set[n] = true
		}
	}
	return set
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{0x48, 0x8d, 0x05, 1, 2, 3, 4}, uint32(0x94000001))
	f.Add([]byte{0x62, 0xf1, 0x7c, 0x48, 0x10, 0x05, 0, 0, 0, 0}, uint32(0xb0000010))
	f.Fuzz(func(t *testing.T, b []byte, w uint32) {
		if in, ok := decodeX86(b); ok && (in.size == 0 || int(in.size) > len(b)) {
			t.Errorf("%x: %d bytes of %d", b, in.size, len(b))
		}
		stubX86(b, 0)
		stubARM64(b, 0)
		zeroX86(b, 1)
		zeroARM64(b, 1)
		_, _, _ = branchARM64(w, 0)
		_, _, _ = addressARM64(w, 0)
	})
}
