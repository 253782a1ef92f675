// Package foreign reads the C, C++ and assembly files that a package compiles: which of them
// are linked, and which functions they define and call.
package foreign

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/corpus"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// File is a C or assembly file that goes into what a package builds.
type File struct {
	Path string
	Src  []byte
	// Funcs is the outline of the file.
	Funcs []c.Func
	// archived: it is a member of an archive, of which the linker takes what something
	// asks for; others are linked as they are.
	archived bool
}

// Extensions are the files of C and its kin; others are assembly.
var Extensions = []string{".c", ".cc", ".cpp", ".cxx", ".m", ".mm"}

// CppExtensions are the files of C++.
var CppExtensions = []string{".cc", ".cpp", ".cxx", ".mm"}

// Files lists the files of other languages that the build script or the sources
// of a package name, with how they are linked. cc::Build makes an archive.
func Files(a *corpus.Corpus, sc *scan.Package) []*File {
	if len(sc.Foreign) == 0 {
		return nil
	}
	script := codeOf(a, sc.Pkg.BuildScript)
	archive := archives.Match(script) && !wholeArchive.Match(script)
	var out []*File
	for _, path := range sc.Foreign {
		f := &File{Path: path, archived: archive}
		switch base := filepath.Base(path); {
		case namesFile(script, base):
		case slices.Contains(Extensions, filepath.Ext(path)) || !sourcesName(a, sc, base):
			continue // only assembly is included by sources
		default:
			f.archived = false
		}
		src, err := a.FS.ReadFile(path, c.MaxSource)
		if err != nil {
			continue
		}
		f.Src = src
		if slices.Contains(Extensions, filepath.Ext(path)) {
			f.Funcs = c.Outline(src, c.Dialect{Windows: a.Format(sc.Pkg) == "coff", Cpp: slices.Contains(CppExtensions, filepath.Ext(path))})
		} else {
			f.Funcs = c.Assembly(src)
		}
		out = append(out, f)
	}
	return out
}

var (
	// archives is what makes an archive of the files that a build script compiles, and
	// wholeArchive what makes the linker take all members of it.
	archives     = regexp.MustCompile(`\.(?:try_)?compile\s*\(|rustc-link-lib=static`)
	wholeArchive = regexp.MustCompile(`whole-archive`)
	// simpleGlob is a pattern over the files of one folder: "native/*.c".
	simpleGlob = regexp.MustCompile(`"(?:[\w./-]*/)?\*(\.\w+)"`)
)

// codeOf is a Rust file without its comments, nil where it cannot be read.
func codeOf(c *corpus.Corpus, path string) []byte {
	if path == "" {
		return nil
	}
	src, err := c.FS.ReadFile(path, rust.MaxSource)
	if err != nil {
		return nil
	}
	return rust.Code(src, true)
}

// namesFile reports a build script that names a file, or all of its kind by a pattern.
func namesFile(script []byte, base string) bool {
	if i := bytes.Index(script, []byte(base)); i > 0 && !words.IsIdent(script[i-1]) {
		return true
	}
	return slices.ContainsFunc(simpleGlob.FindAllSubmatch(script, -1), func(m [][]byte) bool { return string(m[1]) == filepath.Ext(base) })
}

// sourcesName reports whether a Rust file of the package, not its build script, names a file.
func sourcesName(c *corpus.Corpus, sc *scan.Package, base string) bool {
	return slices.ContainsFunc(sc.Files, func(path string) bool {
		return path != sc.Pkg.BuildScript && bytes.Contains(codeOf(c, path), []byte(base))
	})
}

// Taken reports whether the linker takes a file into what links the package: one that is
// no member of an archive, or one of whose functions the sources or another taken file
// ask for.
func Taken(c *corpus.Corpus, sc *scan.Package, f *File, all []*File) bool {
	var visit func(f *File, seen []*File) bool
	visit = func(f *File, seen []*File) bool {
		if !f.archived || sourcesAsk(c, sc, f) {
			return true
		}
		return slices.ContainsFunc(all, func(o *File) bool {
			if o == f || slices.Contains(seen, o) || !o.asks(f) {
				return false
			}
			return visit(o, append(seen, f))
		})
	}
	return visit(f, nil)
}

// sourcesAsk reports whether a Rust file of the package speaks of a function of the file.
func sourcesAsk(a *corpus.Corpus, sc *scan.Package, f *File) bool {
	return slices.ContainsFunc(sc.Files, func(path string) bool {
		if path == sc.Pkg.BuildScript {
			return false
		}
		code := codeOf(a, path)
		return slices.ContainsFunc(f.Funcs, func(fn c.Func) bool {
			return !fn.Static && !strings.HasPrefix(fn.Name, "~") && fn.Name != scan.TLSRegistration && words.Contains(code, fn.Name)
		})
	})
}

// asks reports whether a file calls a function of another.
func (f *File) asks(of *File) bool {
	return slices.ContainsFunc(f.Funcs, func(fn c.Func) bool {
		return slices.ContainsFunc(fn.Calls, func(call c.Call) bool {
			return slices.ContainsFunc(of.Funcs, func(o c.Func) bool { return !o.Static && o.Name == call.Name })
		})
	})
}

// foreignWords are those without which no file but of C++, whose objects run their
// constructors, runs or leaves anything by itself.
var foreignWords = [][]byte{[]byte("constructor"), []byte("destructor"), []byte("atexit"), []byte("pthread_key_create"), []byte("DllMain"), []byte("_array"), []byte(".CRT$X"), []byte("mod_init_func"), []byte(".ctors")}

// Runs reports a package with a file that may run something by itself.
func Runs(a *corpus.Corpus, sc *scan.Package) bool {
	for _, path := range sc.Foreign {
		if slices.Contains(CppExtensions, filepath.Ext(path)) {
			return true
		}
		src, err := a.FS.ReadFile(path, c.MaxSource)
		if err == nil && slices.ContainsFunc(foreignWords, func(w []byte) bool { return bytes.Contains(src, w) }) {
			return true
		}
	}
	return false
}

// CalledElsewhere reports a call in another function than the given one.
func CalledElsewhere(files []*File, but *c.Func, name string) bool {
	for _, f := range files {
		for i := range f.Funcs {
			if fn := &f.Funcs[i]; fn != but && slices.ContainsFunc(fn.Calls, func(call c.Call) bool { return call.Name == name }) {
				return true
			}
		}
	}
	return false
}

// Find looks for a function by the name that a file calls it by: its own first.
func Find(f *File, name string, files []*File) (*File, *c.Func) {
	for i := range f.Funcs {
		if f.Funcs[i].Name == name && !f.Funcs[i].Planted() {
			return f, &f.Funcs[i]
		}
	}
	for _, o := range files {
		for i := range o.Funcs {
			if o != f && o.Funcs[i].Name == name && !o.Funcs[i].Static && !o.Funcs[i].Planted() {
				return o, &o.Funcs[i]
			}
		}
	}
	return nil, nil
}
