package elf

import (
	"bytes"
	"compress/zlib"
	debugelf "debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

func read(b []byte) (*File, error) { return New(bytes.NewReader(b), int64(len(b))) }

// everything reads what New leaves for later.
func everything(f *File) {
	f.Load()
	f.Unload()
	f.Functions()
	f.Comments()
	f.BuildID()
	f.CLibrary()
	f.Floor()
	f.Stripped()
	f.FunctionAt(f.Entry)
	f.Source(f.Entry)
	f.UnitsOf("/src/lib.rs")
}

func TestSlots(t *testing.T) {
	for _, machine := range []struct {
		wide  bool
		order binary.ByteOrder
		m     debugelf.Machine
	}{
		{true, binary.LittleEndian, debugelf.EM_X86_64}, {true, binary.LittleEndian, debugelf.EM_AARCH64}, {true, binary.BigEndian, debugelf.EM_PPC64},
		{false, binary.LittleEndian, debugelf.EM_386}, {false, binary.BigEndian, debugelf.EM_PPC},
	} {
		for _, form := range []string{"RELA", "REL", "RELR", "APS2", "symbol"} {
			t.Run(fmt.Sprintf("%v/%s", machine.m, form), func(t *testing.T) {
				f, err := read(sample(machine.wide, machine.order, machine.m, form))
				if err != nil {
					t.Fatal(err)
				}
				load, unload := f.Load(), f.Unload()
				if len(load) != 2 || len(unload) != 1 {
					t.Fatalf("%d init and %d fini slots, want 2 and 1", len(load), len(unload))
				}
				got := []uint64{load[0].Target, load[1].Target, unload[0].Target}
				if want := []uint64{headroom, headroom + 16, headroom + 32}; fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("slots point to %#x, want %#x", got, want)
				}
				if s := load[1].Symbol; form == "symbol" && (s == nil || s.Name != "run") {
					t.Errorf("slot 1 goes through symbol %v, want run", s)
				}
				if !f.Dynamic.NoDelete() || !f.Symbols[1].Undefined() || !f.Symbols[2].Weak() || !f.Symbols[3].Exported() {
					t.Errorf("flags %v, symbols %+v", f.Dynamic.Flags1, f.Symbols)
				}
				if len(f.Damage) != 0 {
					t.Errorf("damage: %q", f.Damage)
				}
				if i := f.FunctionAt(headroom + 20); i < 0 || f.Functions()[i].Name != "run" {
					t.Errorf("function %d holds an address in run", i)
				}
			})
		}
	}
}

// A file that a linker is still writing says so, and not that it is another kind.
func TestTruncated(t *testing.T) {
	b := sample(true, binary.LittleEndian, debugelf.EM_X86_64, "RELA")
	for n := range b {
		f, err := read(b[:n])
		want := ErrTruncated
		if n > 0 && n < 4 {
			want = ErrNotELF
		}
		if !errors.Is(err, want) {
			t.Fatalf("the first %d of %d bytes: %v, %v; want %v", n, len(b), f != nil, err, want)
		}
	}
}

// What a compressed section declares is not allocated.
func TestCompressed(t *testing.T) {
	const declared = 512 << 20
	var z bytes.Buffer
	w, _ := zlib.NewWriterLevel(&z, zlib.BestSpeed)
	zeros := make([]byte, 1<<20)
	for range declared >> 20 {
		w.Write(zeros)
	}
	w.Close()
	im := newImage(true, binary.LittleEndian, debugelf.EM_X86_64)
	packed := bytes.Join([][]byte{im.u32(1), im.u32(0), im.words(declared, 1), z.Bytes()}, nil)
	at := im.put(packed)
	for _, name := range []string{".debug_info", ".debug_abbrev", ".symtab", ".comment"} {
		im.section(Section{Name: name, Type: debugelf.SHT_PROGBITS, Flags: debugelf.SHF_COMPRESSED, Offset: at, Size: uint64(len(packed))})
	}
	im.sections[2].Type = debugelf.SHT_SYMTAB
	b := im.bytes()
	if testing.Verbose() {
		t.Logf("%d bytes", len(b))
	}
	f, err := read(b)
	if err != nil {
		t.Fatal(err)
	}
	// The name table: refused before anything is read.
	names := bytes.Clone(b)
	shoff := binary.LittleEndian.Uint64(names[40:])
	last := shoff + uint64(len(im.sections))*64
	binary.LittleEndian.PutUint64(names[last+8:], uint64(debugelf.SHF_COMPRESSED))
	if grown := allocated(func() { _, err = read(names) }); !errors.Is(err, ErrLimit) || grown > 4*uint64(len(b)) {
		t.Errorf("compressed section names: %v after %d bytes; want ErrLimit", err, grown)
	}
	// Other tables: never unpacked. Debug information: as much as is declared, once.
	if grown := allocated(func() { f.Functions(); f.Comments() }); grown > 4*uint64(len(b)) {
		t.Errorf("%d bytes allocated for a file of %d", grown, len(b))
	}
	for _, kind := range []debugelf.CompressionType{debugelf.COMPRESS_ZLIB, debugelf.COMPRESS_ZSTD} {
		binary.LittleEndian.PutUint32(b[at:], uint32(kind))
		binary.LittleEndian.PutUint64(b[at+8:], declared+1)
		if f, err = read(b); err != nil {
			t.Fatal(err)
		}
		if grown := allocated(func() { f.Source(0) }); grown > 4*uint64(len(b)) || !strings.Contains(strings.Join(f.Damage, " "), "declares") {
			t.Errorf("%v above the limit: %d bytes allocated, damage %q", kind, grown, f.Damage)
		}
	}
}

// A zstd frame that declares a window of 3 GiB costs what it gives.
func TestZstdWindow(t *testing.T) {
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xab, 0x01, 0x00, 0x00} // magic, no size, window, an empty last block
	im := newImage(true, binary.LittleEndian, debugelf.EM_X86_64)
	at := im.put(bytes.Join([][]byte{im.u32(uint32(debugelf.COMPRESS_ZSTD)), im.u32(0), im.words(4096, 1), frame}, nil))
	im.section(Section{Name: ".debug_info", Type: debugelf.SHT_PROGBITS, Flags: debugelf.SHF_COMPRESSED, Offset: at, Size: uint64(24 + len(frame))})
	f, err := read(im.bytes())
	if err != nil {
		t.Fatal(err)
	}
	if grown := allocated(func() { f.Source(0) }); grown > 4<<20 || len(f.Damage) != 1 {
		t.Errorf("%d bytes allocated, damage %q", grown, f.Damage)
	}
}

func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Tables that refer to themselves, overlap or lie elsewhere end in bounded time.
func TestHostile(t *testing.T) {
	le := binary.LittleEndian
	for name, build := range map[string]func(*image){
		"cyclic versions": func(im *image) {
			need := bytes.Join([][]byte{im.u16(1), im.u16(0xffff), im.u32(0), im.u32(0), im.u32(0xfffffff0)}, nil)
			at := im.put(need)
			im.tag(debugelf.DT_VERNEED, at)
			im.tag(debugelf.DT_VERSYM, at)
			im.tag(debugelf.DT_VERDEF, at)
		},
		"no end of versions": func(im *image) {
			var b []byte
			for range 200 {
				b = bytes.Join([][]byte{b, im.u16(1), im.u16(0xffff), im.u32(0), im.u32(0), im.u32(1)}, nil)
			}
			im.tag(debugelf.DT_VERNEED, im.put(b))
		},
		"tables outside": func(im *image) {
			for _, tag := range []debugelf.DynTag{debugelf.DT_STRTAB, debugelf.DT_SYMTAB, debugelf.DT_RELA, debugelf.DT_INIT_ARRAY, debugelf.DT_VERNEED, debugelf.DT_GNU_HASH, debugelf.DT_HASH} {
				im.tag(tag, 1<<63)
			}
			for _, tag := range []debugelf.DynTag{debugelf.DT_STRSZ, debugelf.DT_RELASZ, debugelf.DT_INIT_ARRAYSZ, dtRELRSize} {
				im.tag(tag, 1<<62)
			}
		},
		"huge hash": func(im *image) {
			at := im.put(bytes.Join([][]byte{im.u32(0x7fffff), im.u32(0), im.u32(0x7fffff), im.u32(0), make([]byte, 64)}, nil))
			im.tag(debugelf.DT_SYMTAB, at)
			im.tag(debugelf.DT_GNU_HASH, at)
		},
		"overlapping segments": func(im *image) {
			im.segments = append(im.segments, Segment{Type: debugelf.PT_LOAD, Addr: 8, FileSize: 100, MemSize: 50})
		},
		"packed without end": func(im *image) {
			b := append([]byte("APS2"), sleb(1<<40)...)
			b = append(b, 0, 0x7f, 0)
			im.tag(dtAndroidRELA, im.put(b))
			im.tag(dtAndroidRELAS, uint64(len(b)))
		},
		"frames": func(im *image) {
			b := bytes.Join([][]byte{im.u32(0xfffffff0), im.u32(0), im.u32(8), im.u32(0), im.u32(0), im.u32(4), im.u32(4)}, nil)
			at := im.put(b)
			im.section(Section{Name: ".eh_frame", Type: debugelf.SHT_PROGBITS, Addr: at, Offset: at, Size: uint64(len(b))})
		},
	} {
		t.Run(name, func(t *testing.T) {
			im := newImage(true, le, debugelf.EM_X86_64)
			build(im)
			b := im.bytes()
			grown := allocated(func() {
				if f, err := read(b); err == nil {
					everything(f)
				}
			})
			if grown > 8<<20 {
				t.Errorf("%d bytes allocated for a file of %d", grown, len(b))
			}
		})
	}
}

func TestNotELF(t *testing.T) {
	for _, s := range []string{"#!/bin/sh\nexit 0\n", "!<arch>\n", "\x7fELF\x03\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 64)} {
		if _, err := read([]byte(s)); !errors.Is(err, ErrNotELF) {
			t.Errorf("%q: %v", s, err)
		}
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNotELF) {
		t.Errorf("a folder: %v", err)
	}
}

func TestNames(t *testing.T) {
	for symbol, want := range map[string]string{
		"_ZN3std2io5stdio6_print17h0123456789abcdefE":                                    "std::io::stdio::_print",
		"_RNvNtNtCs1234_3std2io5stdio6__print":                                           "std::io::stdio::_print",
		"_RNvNCNKNvNtNtCs1234_3std2io5stdio14OUTPUT_CAPTURE0023___RUST_STD_INTERNAL_VAL": "std::io::stdio::OUTPUT_CAPTURE::{closure#0}::{closure#0}::__RUST_STD_INTERNAL_VAL",
		"_ZN4core3ptr13drop_in_place17h0123456789abcdefE.llvm.99123":                     "core::ptr::drop_in_place",
		"plain_c": "plain_c",
	} {
		if got := RustPath(Demangle(symbol)); got != want {
			t.Errorf("%s: %q, want %q", symbol, got, want)
		}
	}
	for name, want := range map[string]string{
		"std::sync::Once<T>::call":              "std::sync::Once::call",
		"<alloc::vec::Vec<T> as Drop>::drop":    "<alloc::vec::Vec<T> as Drop>::drop",
		"core[99aa]::panicking::panic":          "core::panicking::panic",
		"std::thread::spawn::<fn(u8) -> u8, T>": "std::thread::spawn",
	} {
		if got := RustPath(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func FuzzELF(f *testing.F) {
	f.Add(sample(true, binary.LittleEndian, debugelf.EM_X86_64, "symbol"))
	f.Add(sample(true, binary.LittleEndian, debugelf.EM_AARCH64, "APS2"))
	f.Add(sample(false, binary.BigEndian, debugelf.EM_PPC, "RELR"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if file, err := read(b); err == nil {
			everything(file)
		}
	})
}
