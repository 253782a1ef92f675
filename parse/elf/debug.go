package elf

import (
	"debug/dwarf"
	debugelf "debug/elf"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
)

// Frame is a place in the sources that an instruction comes from.
type Frame struct {
	Function string // demangled where the debug information has a linkage name
	File     string // as the compiler wrote it, joined with its folder
	Line     int    // 1-based
	Column   int    // 1-based, 0: unknown
}

// maxDebug is how much debug information is read, in bytes after decompression.
const maxDebug = maxDecompressed

// debugState is the debug information of a file, read when it is first asked for.
type debugState struct {
	data   *dwarf.Data // nil: there is none
	units  []*Unit     // in the order of .debug_info; see listed
	ranges []unitRange // by address
	byFile map[string][]*Unit
	line   []byte // .debug_line
	info   []byte // .debug_info
	order  binary.ByteOrder
	budget int // places that may still be kept; see maxPlaces
	// origins are the functions that copies come from, by offset.
	origins map[dwarf.Offset]origin
}

// HasDebug reports whether there is debug information, in the file or beside it. It
// is not read for that: it may turn out to be damaged.
func (f *File) HasDebug() bool {
	if f.debug != nil {
		return f.debug.data != nil
	}
	if f.describesCode() {
		return true
	}
	other := f.separate()
	if other == nil {
		return false
	}
	other.Close()
	return true
}

// describesCode reports debug information in the file itself.
func (f *File) describesCode() bool {
	s := f.Section(".debug_info")
	return s != nil && s.Size > 0 && s.Type != debugelf.SHT_NOBITS
}

// Source tells where the instruction at pc comes from: the innermost inlined call
// first, the function itself last. It is empty without debug information.
func (f *File) Source(pc uint64) (frames []Frame) {
	f.readable(func(d *debugState) {
		if u := d.unitAt(pc); u != nil {
			d.read(u)
			frames = u.Frames(pc)
		}
	})
	return frames
}

// UnitsOf lists the compilation units with code of a source file, inlined code
// included, in the order in which they stand in the file. The path is compared with
// the compiler's own, joined with the folder that it ran in and cleaned. Units are
// read when they are first asked for, and kept.
func (f *File) UnitsOf(path string) (out []*Unit) {
	f.readable(func(d *debugState) {
		out = d.unitsOf(path)
		for _, u := range out {
			d.read(u)
		}
	})
	return out
}

// readable looks into the debug information, if there is any. debug/dwarf was not
// written for hostile input: what it panics over is not there.
func (f *File) readable(look func(*debugState)) {
	if caught := fault.Keep(func() { f.look(look) }); caught != nil {
		f.damaged("debug information: %v", caught.Value)
	}
}

func (f *File) look(look func(*debugState)) {
	if f.debug == nil {
		f.debug = &debugState{} // for what panics below
		if f.describesCode() {
			f.debug = f.dwarf()
		} else if other := f.separate(); other != nil {
			f.debug = other.dwarf()
			f.Damage = append(f.Damage, other.Damage...)
			other.Close()
		}
	}
	if f.debug.data != nil {
		look(f.debug)
	}
}

// parts are the sections that are read, without ".debug_".
var parts = []string{"info", "abbrev", "line", "ranges", "str", "addr", "line_str", "str_offsets", "rnglists"}

// dwarf reads the file's own debug information. Its data is nil where there is none
// that can be read.
func (f *File) dwarf() *debugState {
	part := map[string][]byte{}
	var total uint64
	for i := range f.Sections {
		s := &f.Sections[i]
		name, ok := strings.CutPrefix(s.Name, ".debug_")
		if !ok || !slices.Contains(parts, name) {
			continue
		}
		b, err := f.Decompressed(s)
		if total += uint64(len(b)); err == nil && total > maxDebug {
			err = fmt.Errorf("%w: debug information of more than %d bytes", ErrLimit, maxDebug)
		}
		if err != nil {
			f.damaged("debug information: %v", err)
			return &debugState{}
		}
		part[name] = b
	}
	if len(part["info"]) == 0 || len(part["abbrev"]) == 0 {
		return &debugState{}
	}
	d := &debugState{line: part["line"], info: part["info"], order: f.Order, budget: maxPlaces, origins: map[dwarf.Offset]origin{}}
	var err error
	d.data, err = dwarf.New(part["abbrev"], nil, nil, part["info"], part["line"], nil, part["ranges"], part["str"])
	for _, name := range []string{"addr", "line_str", "str_offsets", "rnglists"} {
		if b := part[name]; len(b) > 0 && err == nil {
			err = d.data.AddSection(".debug_"+name, b)
		}
	}
	if err != nil {
		f.damaged("debug information: %v", err)
		return &debugState{}
	}
	return d
}

// separate opens the debug information that a distribution or `objcopy
// --only-keep-debug` put beside the library, nil if there is none. The caller closes
// it.
func (f *File) separate() *File {
	var places []string
	id := f.BuildID()
	if len(id) > 2 {
		places = append(places, "/usr/lib/debug/.build-id/"+id[:2]+"/"+id[2:]+".debug")
	}
	name, sum := f.debugLink()
	if name != "" && f.Path != "" {
		dir := filepath.Dir(f.Path)
		places = append(places, filepath.Join(dir, name), filepath.Join(dir, ".debug", name), filepath.Join("/usr/lib/debug", dir, name))
	}
	for _, p := range places {
		if _, err := os.Stat(p); err != nil || p == f.Path {
			continue
		}
		other, err := Open(p)
		if err != nil {
			continue
		}
		if other.describesCode() && (id != "" && other.BuildID() == id || id == "" && other.checksum() == sum) {
			return other
		}
		other.Close()
	}
	return nil
}

// debugLink reads .gnu_debuglink: the name of a file, and its checksum.
func (f *File) debugLink() (name string, sum uint32) {
	s := f.Section(".gnu_debuglink")
	if s == nil || s.Size < 8 || s.Size > 1<<12 {
		return "", 0
	}
	b, err := f.Content(s)
	name, _, ok := strings.Cut(string(b), "\x00")
	if err != nil || !ok || name == "" || filepath.Base(name) != name {
		return "", 0
	}
	return name, f.Order.Uint32(b[len(b)-4:])
}

// checksum is that of .gnu_debuglink, 0 where the file cannot be read.
func (f *File) checksum() uint32 {
	h := crc32.NewIEEE()
	if _, err := io.Copy(h, io.NewSectionReader(f.r, 0, f.Size)); err != nil {
		return 0
	}
	return h.Sum32()
}
