package code

import (
	"encoding/binary"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/arch/arm64/arm64asm"
	"golang.org/x/arch/x86/x86asm"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// functions calls each with the code of the functions of libraries: those that the C
// compiler cc links, and others.
func functions(t *testing.T, cc string, others []string, each func(path string, addr uint64, code []byte)) {
	t.Helper()
	paths := others
	for _, name := range []string{"libc.so.6", "libm.so.6", "libgcc_s.so.1"} {
		paths = append(paths, find(t, cc, name))
	}
	for _, path := range paths {
		f, err := elf.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, fn := range f.Functions() {
			each(path, fn.Start, f.Bytes(fn.Start, fn.End-fn.Start))
		}
	}
}

// The decoders here and those of golang.org/x/arch find the same instructions.
func TestX86AgreesWithArch(t *testing.T) {
	rust := filepath.Join(t.TempDir(), "lib.so")
	source := filepath.Join("testdata", "arch.rs")
	if testing.Short() {
		t.Skip("compiles with rustc")
	}
	if out, err := exec.Command("rustc", "--edition", "2021", "--crate-type", "cdylib", "-O", "-C", "target-cpu=haswell", "-o", rust, source).CombinedOutput(); err != nil {
		t.Fatalf("rustc: %v\n%s", err, out)
	}
	all, unknown, wrong := 0, map[byte]int{}, 0
	functions(t, "cc", []string{rust, find(t, "cc", "libstdc++.so.6")}, func(path string, addr uint64, code []byte) {
		for i := 0; i < len(code); {
			b := code[i:min(len(code), i+16)]
			in, ok := decodeX86(b)
			if !ok {
				return // data in the code
			}
			all++
			want, err := x86asm.Decode(b, 64)
			if err != nil || want.Op == 0 {
				unknown[b[0]]++
			} else if what := differsX86(in, want); what != "" {
				if wrong++; wrong < 40 {
					t.Errorf("%s, %#x, % x: %s: %+v, want %v", filepath.Base(path), addr+uint64(i), b, what, in, want)
				}
			}
			i += int(in.size)
		}
	})
	t.Logf("%d instructions, %d differ, unknown to x86asm by first byte: %v", all, wrong, unknown)
}

// differsX86 says in what an instruction differs from that of x86asm. Where the two
// do and objdump agrees with this package x86asm is left out: it reads an operand
// behind vzeroupper, and takes vector instructions' addresses for absolute ones.
func differsX86(in x86, want x86asm.Inst) string {
	if int(in.size) != want.Len {
		if in.vector && in.op == 0x77 {
			return ""
		}
		return "length"
	}
	rel, isRel := int32(0), false
	disp, hasRIP := int32(0), false
	for _, a := range want.Args {
		switch a := a.(type) {
		case x86asm.Rel:
			rel, isRel = int32(a), true
		case x86asm.Mem:
			if a.Base == x86asm.RIP || in.vector && in.hasRIP && a.Base == 0 && a.Index == 0 {
				disp, hasRIP = int32(a.Disp), true // of 32 bits, and not always sign-extended
			}
		}
	}
	switch {
	case isRel != in.isRel || isRel && rel != in.rel:
		return "target"
	case hasRIP != in.hasRIP || hasRIP && disp != in.disp:
		return "address"
	}
	group := in.space == mapOne && !in.vector && in.op == 0xff
	call := in.isRel && in.op == 0xe8 && in.space == mapOne || group && in.reg == 2
	jump := in.isRel && !call || group && in.reg == 4
	lea := in.space == mapOne && !in.vector && in.op == 0x8d
	switch {
	case call != (want.Op == x86asm.CALL):
		return "call"
	case lea != (want.Op == x86asm.LEA):
		return "lea"
	case want.Op == x86asm.JMP && !jump:
		return "jump"
	}
	return ""
}

// The same for AArch64, whose instructions are all of one length.
func TestARM64AgreesWithArch(t *testing.T) {
	all, unknown, wrong := 0, 0, 0
	functions(t, "aarch64-linux-gnu-gcc", nil, func(path string, addr uint64, code []byte) {
		for i := 0; i+4 <= len(code); i += 4 {
			w, at := binary.LittleEndian.Uint32(code[i:]), addr+uint64(i)
			all++
			want, err := arm64asm.Decode(code[i:])
			if err != nil {
				unknown++
				continue
			}
			if what := differsARM64(w, at, want); what != "" {
				if wrong++; wrong < 40 {
					t.Errorf("%s, %#x, %08x: %s: want %v", filepath.Base(path), at, w, what, want)
				}
			}
		}
	})
	t.Logf("%d instructions, %d differ, %d unknown to arm64asm", all, wrong, unknown)
}

func differsARM64(w uint32, at uint64, want arm64asm.Inst) string {
	target := func() (to uint64, ok bool) {
		for _, a := range want.Args {
			if rel, ok := a.(arm64asm.PCRel); ok {
				return at + uint64(int64(rel)), true
			}
		}
		return 0, false
	}
	kind, to, branch := branchARM64(w, at)
	value, page, address := addressARM64(w, at)
	to2, relative := target()
	switch want.Op {
	case arm64asm.B, arm64asm.BL, arm64asm.CBZ, arm64asm.CBNZ, arm64asm.TBZ, arm64asm.TBNZ:
		if !branch || to != to2 || (kind == Call) != (want.Op == arm64asm.BL) {
			return "branch"
		}
	case arm64asm.ADR:
		if !address || page || value != to2 {
			return "address"
		}
	case arm64asm.ADRP:
		if page2 := at&^0xfff + (to2 - at); !address || !page || value != page2 {
			return "page"
		}
	default:
		if branch || address || relative && want.Op != arm64asm.LDR && want.Op != arm64asm.LDRSW && want.Op != arm64asm.PRFM {
			return "no branch and no address"
		}
	}
	return ""
}

var sink uint64

// BenchmarkDecode decodes the C library's code.
func BenchmarkDecode(b *testing.B) {
	for _, c := range []struct {
		name, cc string
		decode   func([]byte) int // the size of an instruction
	}{
		{"x86-64", "cc", func(b []byte) int {
			var in x86
			if !in.decode(b) {
				return 1
			}
			return int(in.size)
		}},
		{"x86-64, x86asm", "cc", func(b []byte) int {
			in, err := x86asm.Decode(b, 64)
			if err != nil {
				return 1
			}
			return in.Len
		}},
		{"AArch64", "aarch64-linux-gnu-gcc", func(b []byte) int {
			w := binary.LittleEndian.Uint32(b)
			_, to, ok := branchARM64(w, 0)
			if !ok {
				to, _, _ = addressARM64(w, 0)
			}
			sink = to
			return 4
		}},
		{"AArch64, arm64asm", "aarch64-linux-gnu-gcc", func(b []byte) int {
			arm64asm.Decode(b)
			return 4
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			f, err := elf.Open(find(b, c.cc, "libc.so.6"))
			if err != nil {
				b.Fatal(err)
			}
			defer f.Close()
			text := f.Section(".text")
			code := f.Bytes(text.Addr, text.Size)
			b.SetBytes(int64(len(code)))
			for b.Loop() {
				for i := 0; i+16 <= len(code); {
					i += c.decode(code[i : i+16])
				}
			}
		})
	}
}
