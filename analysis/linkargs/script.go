package linkargs

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// script reads one package's build script, and what it calls in others.
type script struct {
	fs   vfs.FS
	pkg  *workspace.Package
	seen map[string]bool // files and packages that were read
	main int
}

func newScript(fs vfs.FS, p *workspace.Package) *script {
	return &script{fs: fs, pkg: p, seen: map[string]bool{}, main: NoMain}
}

// maxHops bounds how far calls are followed from package to package.
const maxHops = 3

func (s *script) args() []*Arg {
	src, err := s.read(s.pkg.BuildScript)
	if err != nil {
		return nil
	}
	if m := mainFn.FindIndex(src); m != nil {
		s.main = m[1]
	}
	out := directives(s.pkg.BuildScript, src)
	out = append(out, s.calls(s.pkg.BuildScript, src, nil, maxHops)...)
	for _, m := range modules(s.pkg.BuildScript, src) {
		text, err := s.read(m)
		if err != nil || s.seen[m] {
			continue
		}
		s.seen[m] = true
		out = append(out, directives(m, text)...)
		out = append(out, s.calls(m, text, nil, maxHops)...)
	}
	return out
}

// read is the text of a build script's file with comments and tests as blanks: offsets hold.
func (s *script) read(path string) ([]byte, error) {
	raw, err := s.fs.ReadFile(path, rust.MaxSource)
	if err != nil {
		return nil, err
	}
	src := rust.Code(raw, true)
	if !bytes.Contains(src, []byte("test")) {
		return src, nil
	}
	file, err := rust.Parse(context.Background(), path, raw)
	if err != nil {
		return src, nil
	}
	var walk func(items []*rust.Item)
	walk = func(items []*rust.Item) {
		for _, it := range items {
			if slices.ContainsFunc(it.Attrs, func(at *rust.Attr) bool { return at.Meta != nil && at.Meta.Path == "cfg" && ofTests(at.Meta.List) }) {
				rust.Blank(src[it.Span.Start:min(len(src), it.Span.End)])
				continue
			}
			walk(it.Items)
		}
	}
	walk(file.Items)
	return src, nil
}

// ofTests reports a condition that holds in tests alone.
func ofTests(conditions []*rust.Meta) bool {
	return slices.ContainsFunc(conditions, func(m *rust.Meta) bool { return m.Path == "test" || m.Path == "all" && ofTests(m.List) })
}

var mainFn = regexp.MustCompile(`(?m)^(?:pub\s+)?fn\s+main\s*\([^)]*\)[^{;]*\{`)

var modDecl = regexp.MustCompile(`(?m)^\s*(?:#\[path\s*=\s*"([^"]+)"\]\s*)?(?:pub(?:\([a-z]+\))?\s+)?mod\s+(\w+)\s*;`)

// modules are the files that a build script declares with `mod`.
func modules(file string, src []byte) []string {
	var out []string
	dir := filepath.Dir(file)
	for _, m := range modDecl.FindAllStringSubmatch(string(src), -1) {
		if m[1] != "" {
			out = append(out, filepath.Join(dir, filepath.FromSlash(m[1])))
		} else {
			out = append(out, filepath.Join(dir, m[2]+".rs"), filepath.Join(dir, m[2], "mod.rs"))
		}
	}
	return out
}

// calls finds what helpers add. Their arguments stand at the call in the user's
// own build script: at, where the call was already found outside.
func (s *script) calls(file string, src []byte, at *Arg, hops int) []*Arg {
	table, err := helpers()
	if err != nil || hops == 0 {
		return nil
	}
	text := string(rust.Code(src, false))
	var out []*Arg
	for _, h := range table {
		span, ok := callOf(text, h.Call)
		if !ok || !s.hasHelper(h) {
			continue
		}
		for _, arg := range h.Args {
			a := &Arg{Text: arg, Place: Place{File: file, Span: span}, When: h.When, Via: h.Call, Source: "build-script"}
			if at != nil {
				a.Place = at.Place
			}
			out = append(out, a)
		}
	}
	if s.pkg.Workspace == nil {
		return out
	}
	for _, p := range s.pkg.Workspace.Packages {
		if p == s.pkg || p.ProcMacro || s.seen[p.Manifest] {
			continue
		}
		ident := strings.ReplaceAll(p.Name, "-", "_")
		span, ok := pathOf(text, ident)
		if !ok || slices.ContainsFunc(table, func(h *Helper) bool { return h.Package == p.Name }) {
			continue
		}
		s.seen[p.Manifest] = true
		call := at
		if call == nil {
			call = &Arg{Place: Place{File: file, Span: span}}
		}
		out = append(out, s.inPackage(p, ident, call, hops)...)
	}
	return out
}

// inPackage reads the library of a workspace package that a build script calls:
// its directives become the caller's.
func (s *script) inPackage(p *workspace.Package, ident string, at *Arg, hops int) []*Arg {
	var out []*Arg
	for _, t := range p.Targets {
		if t.Kind != workspace.TargetLib {
			continue
		}
		src, err := s.read(t.Path)
		if err != nil {
			continue
		}
		files := append([]string{t.Path}, modules(t.Path, src)...)
		for _, f := range files {
			text, err := s.read(f)
			if err != nil {
				continue
			}
			for _, d := range directives(f, text) {
				d.Place, d.Via = at.Place, ident
				out = append(out, d)
			}
			out = append(out, s.calls(f, text, at, hops-1)...)
		}
	}
	return out
}

// hasHelper reports whether the locked version of a helper's package is one that
// the row speaks of; without a lock file the newest is meant.
func (s *script) hasHelper(h *Helper) bool {
	if s.pkg.Workspace == nil {
		return true
	}
	locked := s.pkg.Workspace.Locked[h.Package]
	return len(locked) == 0 || slices.ContainsFunc(locked, func(l workspace.LockedPackage) bool { return version.Compare(l.Version, h.Since) >= 0 })
}

// callOf finds a call of a function by its full path, or by its name where a
// `use` brings it in.
func callOf(text, path string) (rust.Span, bool) {
	if span, ok := wordIn(text, path); ok && !isUse(text, span.Start) {
		return span, true
	}
	i := strings.LastIndex(path, "::")
	crate, name := path[:i], path[i+2:]
	if _, ok := pathOf(text, crate); !ok {
		return rust.Span{}, false
	}
	for at := 0; ; {
		span, ok := wordIn(text[at:], name)
		if !ok {
			return rust.Span{}, false
		}
		span = rust.Span{Start: span.Start + at, End: span.End + at}
		rest := strings.TrimLeft(text[span.End:], " \t\r\n")
		if strings.HasPrefix(rest, "(") && !strings.HasSuffix(text[:span.Start], "::") && !strings.HasSuffix(text[:span.Start], "fn ") {
			return span, true
		}
		at = span.End
	}
}

// isUse reports whether pos stands in a `use` declaration.
func isUse(text string, pos int) bool {
	start := strings.LastIndexAny(text[:pos], ";{}\n") + 1
	return strings.HasPrefix(strings.TrimSpace(text[start:pos]), "use")
}

// pathOf finds `ident::`, outside comments.
func pathOf(text, ident string) (rust.Span, bool) {
	for at := 0; ; {
		span, ok := wordIn(text[at:], ident)
		if !ok {
			return span, false
		}
		if strings.HasPrefix(text[at+span.End:], "::") {
			return rust.Span{Start: at + span.Start, End: at + span.End}, true
		}
		at += span.End
	}
}

// wordIn finds a whole word outside line comments.
func wordIn(text, word string) (rust.Span, bool) {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return rust.Span{}, false
		}
		start, end := at+i, at+i+len(word)
		at = end
		line := text[strings.LastIndexByte(text[:start], '\n')+1 : start]
		if (start == 0 || !wordByte(text[start-1])) && (end == len(text) || !wordByte(text[end])) && !strings.Contains(line, "//") {
			return rust.Span{Start: start, End: end}, true
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
