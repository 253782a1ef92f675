package elf

import (
	debugelf "debug/elf"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
)

// Comments lists the entries of .comment: which compilers and linkers made the
// file. Stripping leaves them.
func (f *File) Comments() []string {
	if f.comments != nil {
		return *f.comments
	}
	var out []string
	s := f.Section(".comment")
	const most = 1 << 20 // bytes; a real one has some hundred
	if s != nil && s.Size <= most {
		if b, err := f.Content(s); err == nil {
			for c := range strings.SplitSeq(string(b), "\x00") {
				if c != "" && !slices.Contains(out, c) {
					out = append(out, c)
				}
			}
		}
	}
	f.comments = &out
	return out
}

var rustcComment = regexp.MustCompile(`^rustc version (\d+\.\d+\.\d+\S*)`)

// Rustc is the version of the newest Rust compiler that made parts of the file,
// "1.95.0"; "" where .comment names none: rustc 1.63 left no entry.
func (f *File) Rustc() string {
	top := ""
	for _, c := range f.Comments() {
		if m := rustcComment.FindStringSubmatch(c); m != nil && (top == "" || CompareVersions("_"+m[1], "_"+top) > 0) {
			top = m[1]
		}
	}
	return top
}

// Linker is the linker that names itself in .comment, "" for GNU ld, which does
// not.
func (f *File) Linker() string {
	for _, c := range f.Comments() {
		if v, ok := strings.CutPrefix(c, "Linker: "); ok {
			return v
		}
		if strings.HasPrefix(c, "mold ") || strings.HasPrefix(c, "GNU gold") {
			return c
		}
	}
	return ""
}

// BuildID is the hexadecimal build id, "" if there is none.
func (f *File) BuildID() string {
	for _, p := range f.Segments {
		if p.Type != debugelf.PT_NOTE {
			continue
		}
		if id := f.buildID(f.Bytes(p.Addr, p.FileSize)); id != "" {
			return id
		}
	}
	if s := f.Section(".note.gnu.build-id"); s != nil && s.Size < 1<<12 {
		if b, err := f.Content(s); err == nil {
			return f.buildID(b)
		}
	}
	return ""
}

func (f *File) buildID(b []byte) string {
	const gnuBuildID = 3
	for len(b) >= 12 {
		name, desc, kind := uint64(f.Order.Uint32(b)), uint64(f.Order.Uint32(b[4:])), f.Order.Uint32(b[8:])
		at := 12 + (name+3)&^3
		if at > uint64(len(b)) || desc > uint64(len(b))-at {
			return ""
		}
		if kind == gnuBuildID && string(b[12:12+min(name, 4)]) == "GNU\x00" && desc <= 64 {
			return hex.EncodeToString(b[at : at+desc])
		}
		b = b[min(at+(desc+3)&^3, uint64(len(b))):]
	}
	return ""
}

// Library is the C library that the file was linked for.
type Library string

// The C libraries that differ in what dlclose does.
const (
	GNU     Library = "glibc"
	Musl    Library = "musl"
	Bionic  Library = "bionic"
	Unknown Library = ""
)

// CLibrary tells which C library the file asks for.
func (f *File) CLibrary() Library {
	for _, n := range f.Needs {
		if _, ok := Glibc(n.Version); ok {
			return GNU
		}
	}
	for _, n := range f.Dynamic.Needed {
		switch {
		case strings.Contains(n, "musl"):
			return Musl
		case n == "libc.so": // musl and bionic have no number in it
			if f.Section(".note.android.ident") != nil {
				return Bionic
			}
			return Musl
		case n == "libc.so.6":
			return GNU
		}
	}
	return Unknown
}
