package trace

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

// Files larger than these are not read for names, or not for lines: names of a program of
// that size help nobody, and reading them would take longer than the run.
const (
	maxNamed  = 96 << 20
	maxHashed = 512 << 20
)

// symbols finds names and lines in the files of the objects that were mapped.
type symbols struct {
	files map[string]*symbolFile
	known map[symbolKey][]Place
}

type symbolKey struct {
	file string
	at   uint64
}

type symbolFile struct {
	file  *elf.File
	names []elf.Symbol // functions by address
	lines bool
}

func newSymbols() *symbols {
	return &symbols{files: map[string]*symbolFile{}, known: map[symbolKey][]Place{}}
}

func (s *symbols) close() {
	for _, f := range s.files {
		if f.file != nil {
			f.file.Close()
		}
	}
}

// open reads an object's file. Another build than the one that ran gives no names: wrong
// ones are worse than none.
func (s *symbols) open(o *object) *symbolFile {
	id := o.path + "\x00" + o.buildID
	if f := s.files[id]; f != nil {
		return f
	}
	f := &symbolFile{}
	s.files[id] = f
	info, err := os.Stat(o.path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxNamed {
		return f
	}
	file, err := elf.Open(o.path)
	if err != nil {
		return f
	}
	if file.BuildID() != o.buildID {
		file.Close()
		return f
	}
	f.file, f.lines = file, !o.initial || o.program
	for _, list := range [][]elf.Symbol{file.Symbols, file.Local()} {
		for _, y := range list {
			if y.Value != 0 && y.Name != "" && file.Code(y.Value) {
				f.names = append(f.names, y)
			}
		}
	}
	slices.SortStableFunc(f.names, func(a, b elf.Symbol) int { return cmp.Compare(a.Value, b.Value) })
	return f
}

// identify is the build id that a file has now, for an object that the shim never saw.
func (s *symbols) identify(path string) string {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxNamed {
		return ""
	}
	f, err := elf.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	return f.BuildID()
}

// frames tells what stands at an address: the innermost inlined call first.
func (s *symbols) frames(o *object, at uint64) []Place {
	key := symbolKey{o.path + "\x00" + o.buildID, at - o.bias}
	if known, ok := s.known[key]; ok {
		return known
	}
	out := s.read(o, at-o.bias)
	s.known[key] = out
	return out
}

func (s *symbols) read(o *object, at uint64) []Place {
	f := s.open(o)
	p := Place{Object: o.path, Offset: at}
	if f.file == nil {
		return []Place{p}
	}
	p.Function = f.name(at)
	if !f.lines {
		return []Place{p}
	}
	var out []Place
	for _, fr := range f.file.Source(at) {
		q := Place{Object: o.path, Offset: at, Function: elf.RustPath(fr.Function), File: fr.File, Line: fr.Line}
		out = append(out, q)
	}
	if len(out) == 0 {
		return []Place{p}
	}
	if last := &out[len(out)-1]; last.Function == "" {
		last.Function = p.Function
	}
	return out
}

// place is the innermost frame that an author wrote, else the function itself.
func (s *symbols) place(o *object, at uint64) Place {
	all := s.frames(o, at)
	for _, p := range all {
		if p.File != "" && !ofToolchain(p.File) {
			return p
		}
	}
	return all[len(all)-1]
}

// function is what begins at an address.
func (s *symbols) function(o *object, at uint64) Place {
	all := s.frames(o, at)
	p := all[len(all)-1]
	if name := s.open(o).name(at - o.bias); name != "" {
		p.Function = name
	}
	return p
}

func (f *symbolFile) name(at uint64) string {
	i, ok := slices.BinarySearchFunc(f.names, at, func(y elf.Symbol, at uint64) int { return cmp.Compare(y.Value, at) })
	if !ok {
		i--
	}
	for ; i >= 0 && i > len(f.names)-1; i-- {
	}
	if i < 0 {
		return ""
	}
	y := f.names[i]
	if y.Size > 0 && at >= y.Value+y.Size {
		return ""
	}
	return elf.RustPath(elf.Demangle(y.Name))
}

// variable is the thread-local that holds an offset of an object's block.
func (s *symbols) variable(o *object, offset uint64) string {
	f := s.open(o)
	if f.file == nil {
		return ""
	}
	for _, y := range f.file.ThreadLocals() {
		if offset >= y.Value && offset < y.Value+max(y.Size, 1) {
			return elf.RustPath(elf.Demangle(y.Name))
		}
	}
	return ""
}

// unique reports symbols that glibc keeps a library for.
func (s *symbols) unique(o *object) bool {
	f := s.open(o)
	return f.file != nil && slices.ContainsFunc(f.file.Symbols, func(y elf.Symbol) bool { return y.Bind == elf.BindUnique })
}

// hash is the SHA-256 of a file's bytes, "" if it cannot be read.
func hash(path string) string {
	f, info, err := file.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	if info.Size() > maxHashed {
		return ""
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.LimitReader(f, maxHashed)); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}
