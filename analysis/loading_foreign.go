package analysis

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// compiled is a C or assembly file that goes into what a package builds.
type compiled struct {
	path string
	src  []byte
	// funcs is the outline of the file.
	funcs []c.Func
	// archived: it is a member of an archive, of which the linker takes what something
	// asks for; others are linked as they are.
	archived bool
}

// cExts are the files of C and its kin; others are assembly.
var cExts = []string{".c", ".cc", ".cpp", ".cxx", ".m", ".mm"}

// compiledFiles lists the files of other languages that the build script or the sources
// of a package name, with how they are linked. cc::Build makes an archive.
func (a *analyzer) compiledFiles(sc *scanned) []*compiled {
	if len(sc.foreign) == 0 {
		return nil
	}
	script := a.codeOf(sc.pkg.BuildScript)
	archive := archives.Match(script) && !wholeArchive.Match(script)
	var out []*compiled
	for _, path := range sc.foreign {
		f := &compiled{path: path, archived: archive}
		switch base := filepath.Base(path); {
		case namesFile(script, base):
		case slices.Contains(cExts, filepath.Ext(path)) || !a.sourcesName(sc, base):
			continue // only assembly is included by sources
		default:
			f.archived = false
		}
		src, err := a.fs.ReadFile(path, c.MaxSource)
		if err != nil {
			continue
		}
		f.src = src
		if slices.Contains(cExts, filepath.Ext(path)) {
			f.funcs = c.Outline(src, c.Dialect{Windows: a.format() == "coff", Cpp: slices.Contains(ofCpp, filepath.Ext(path))})
		} else {
			f.funcs = c.Assembly(src)
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
func (a *analyzer) codeOf(path string) []byte {
	if path == "" {
		return nil
	}
	src, err := a.fs.ReadFile(path, rust.MaxSource)
	if err != nil {
		return nil
	}
	return rust.Code(src, true)
}

// namesFile reports a build script that names a file, or all of its kind by a pattern.
func namesFile(script []byte, base string) bool {
	if i := bytes.Index(script, []byte(base)); i > 0 && !identByte(script[i-1]) {
		return true
	}
	return slices.ContainsFunc(simpleGlob.FindAllSubmatch(script, -1), func(m [][]byte) bool { return string(m[1]) == filepath.Ext(base) })
}

// sourcesName reports whether a Rust file of the package, not its build script, names a file.
func (a *analyzer) sourcesName(sc *scanned, base string) bool {
	return slices.ContainsFunc(sc.files, func(path string) bool {
		return path != sc.pkg.BuildScript && bytes.Contains(a.codeOf(path), []byte(base))
	})
}

// taken reports whether the linker takes a file into what links the package: one that is
// no member of an archive, or one of whose functions the sources or another taken file
// ask for.
func (a *analyzer) taken(sc *scanned, f *compiled, all []*compiled) bool {
	var visit func(f *compiled, seen []*compiled) bool
	visit = func(f *compiled, seen []*compiled) bool {
		if !f.archived || a.sourcesAsk(sc, f) {
			return true
		}
		return slices.ContainsFunc(all, func(o *compiled) bool {
			if o == f || slices.Contains(seen, o) || !o.asks(f) {
				return false
			}
			return visit(o, append(seen, f))
		})
	}
	return visit(f, nil)
}

// sourcesAsk reports whether a Rust file of the package speaks of a function of the file.
func (a *analyzer) sourcesAsk(sc *scanned, f *compiled) bool {
	return slices.ContainsFunc(sc.files, func(path string) bool {
		if path == sc.pkg.BuildScript {
			return false
		}
		code := a.codeOf(path)
		return slices.ContainsFunc(f.funcs, func(fn c.Func) bool {
			return !fn.Static && !strings.HasPrefix(fn.Name, "~") && fn.Name != tlsRegistration && containsWord(code, fn.Name)
		})
	})
}

// asks reports whether a file calls a function of another.
func (f *compiled) asks(of *compiled) bool {
	return slices.ContainsFunc(f.funcs, func(fn c.Func) bool {
		return slices.ContainsFunc(fn.Calls, func(call c.Call) bool {
			return slices.ContainsFunc(of.funcs, func(o c.Func) bool { return !o.Static && o.Name == call.Name })
		})
	})
}

// foreignOverrides reads the files that the package's sources or build script name. std's
// reference is weak since Rust 1.61: it takes no member out of an archive, so that a
// definition there counts only where something else takes the member.
func (a *analyzer) foreignOverrides(l *Loading, sc *scanned) {
	if !slices.ContainsFunc(sc.foreign, func(path string) bool {
		src, err := a.fs.ReadFile(path, c.MaxSource)
		return err == nil && containsWord(src, tlsRegistration)
	}) {
		return
	}
	files := a.compiledFiles(sc)
	for _, f := range files {
		kind, at := f.override()
		if kind == "" {
			continue
		}
		if weak := a.ws.Compiler.To == "" || !effects.InVersions(a.ws.Compiler.To, "<1.61"); weak && !a.taken(sc, f, files) {
			kind = OverrideUnlinked
		}
		l.Overrides = append(l.Overrides, TLSOverride{kind, placeOf(f.path, at, tlsRegistration), sc.pkg})
	}
}

// override tells how the file defines the registration function, and where. A C function
// that calls others may hand the registration on, and is left out.
func (f *compiled) override() (OverrideKind, int) {
	if !slices.Contains(cExts, filepath.Ext(f.path)) {
		return asmOverride(string(withoutComments(f.src)))
	}
	for _, fn := range f.funcs {
		if fn.Name == tlsRegistration && !fn.Static && len(fn.Calls) == 0 {
			return OverrideHidden, fn.Span.Start
		}
	}
	return "", 0
}
