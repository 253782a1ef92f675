package analysis

import (
	"bytes"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/linkargs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Loading is what is known of how a library is linked, who loads it, and what
// decides whether it can go away again.
type Loading struct {
	Target *workspace.Target
	// Host is nil where nothing tells it; HostSign says in words what does.
	Host     *hosts.Host
	HostSign string
	// Likely are hosts to choose from where Host is nil, the likeliest first.
	Likely []*hosts.Host
	Link   *linkargs.Answers
	// BuildMain is where main's body begins in the build script, or linkargs.NoMain.
	BuildMain int
	Exports   []Export
	// Pins are places where the library makes itself stay.
	Pins []Pin
	// Overrides are its own definitions of __cxa_thread_atexit_impl.
	Overrides []TLSOverride
	// Allocators are the dependencies that a file with a `#[global_allocator]` names.
	Allocators []Allocator
	// Unfollowed are dependencies that may leave something behind and were not followed;
	// by name.
	Unfollowed []Unfollowed
	// Missing are symbols of version scripts that no source defines.
	Missing []MissingSymbol
	// NodeleteSince is the first compiler that makes libraries stay by itself;
	// "" for none.
	NodeleteSince string
}

// Export is a symbol that the library's sources export by name.
type Export struct {
	Name    string
	Place   Place
	Package *workspace.Package
}

// Allocator is a dependency from which a package may take its global allocator.
type Allocator struct {
	Dep     *workspace.Dep
	Package *workspace.Package // that depends on it
	Place   Place              // where the file names it
}

// Unload is what the configuration says of unloading: "never", "supported" or
// "auto", also where nothing is configured.
func (l *Loading) Unload() string {
	if s := l.Target.Package.Settings; s != nil && s.Unload != "" {
		return s.Unload
	}
	return "auto"
}

// NeverUnloads reports whether configuration or host say that it stays.
func (l *Loading) NeverUnloads() bool {
	return l.Unload() == "never" || l.Unload() == "auto" && l.Host.NeverUnloads()
}

// IsUnloaded reports whether configuration or host say that it is unloaded.
func (l *Loading) IsUnloaded() bool {
	return l.Unload() == "supported" || l.Unload() == "auto" && l.Host.DoesUnload()
}

// Override is the definition of __cxa_thread_atexit_impl that std uses instead of
// libc's, nil if there is none.
func (l *Loading) Override() *TLSOverride {
	for i := range l.Overrides {
		if l.Overrides[i].Kind.HasEffect() {
			return &l.Overrides[i]
		}
	}
	return nil
}

// SharesStd is the argument that makes the library need the shared libstd, nil for
// others. A cdylib does so as well as a dylib.
func (l *Loading) SharesStd() *linkargs.Arg {
	if l.Target.Unloadable() {
		return l.Link.PreferDynamic
	}
	return nil
}

// PinsByTLS reports whether a registered TLS destructor keeps the library mapped on
// glibc: one of std's that is the library's own, registered with libc.
func (l *Loading) PinsByTLS() bool { return l.Override() == nil && l.SharesStd() == nil }

// Loading returns what is known of a library target, or nil for others.
func (r *Result) Loading(t *workspace.Target) *Loading {
	for _, tr := range r.Targets {
		if tr.Target == t {
			return tr.Loading
		}
	}
	return nil
}

// marks are what one source file shows of its library's loading.
type marks struct {
	exports  []hosts.Export
	macros   []string
	words    []string // that some host's exports require
	override bool     // speaks of __cxa_thread_atexit_impl
	pin      bool     // may keep the library loaded
	alloc    bool     // speaks of a global allocator
	// text is the compiled text of the file, code the same without the contents of literals;
	// nil until that is settled.
	text, code []byte
}

const allocatorWord = "global_allocator"

const tlsRegistration = "__cxa_thread_atexit_impl"

// marksOf reads the marks of a text without comments.
func marksOf(table *hosts.Table, text []byte) *marks {
	code := rust.Code(text, false)
	m := &marks{exports: hosts.Exports(text), macros: table.Macros(code), words: table.Required(code)}
	m.exports = slices.DeleteFunc(m.exports, func(e hosts.Export) bool { return !bytes.Equal(code[e.Start:e.End], text[e.Start:e.End]) })
	m.override = containsWord(text, tlsRegistration)
	m.pin = containsAny(code, pinWords)
	m.alloc = containsWord(code, allocatorWord)
	if m.override || m.pin || m.alloc {
		m.text, m.code = text, code
	}
	if len(m.exports) == 0 && len(m.macros) == 0 && len(m.words) == 0 && !m.override && !m.pin && !m.alloc {
		return nil
	}
	return m
}

// loadings gathers what is known of every library of the workspace.
func (a *analyzer) loadings() map[*workspace.Target]*Loading {
	out := map[*workspace.Target]*Loading{}
	links := map[*workspace.Package]*linkargs.Set{}
	for _, p := range a.packages() {
		for _, t := range p.Targets {
			if !t.Unloadable() {
				continue
			}
			if links[p] == nil {
				links[p] = linkargs.Of(a.fs, p)
			}
			out[t] = a.loading(t, *links[p])
		}
	}
	return out
}

func (a *analyzer) loading(t *workspace.Target, link linkargs.Set) *Loading {
	l := &Loading{Target: t, NodeleteSince: a.hosts.NodeleteSince}
	if src, err := a.fs.ReadFile(t.Path, rust.MaxSource); err == nil {
		link.AddAttributes(t.Path, src)
	}
	l.Link, l.BuildMain = link.For(t), link.Main
	signs := a.packageSigns(t)
	for _, sc := range a.scans {
		if !slices.Contains(a.linked[sc.pkg.Manifest], t) {
			continue
		}
		for _, d := range sc.pkg.Deps {
			signs.Crates = append(signs.Crates, d.Package)
		}
		for _, path := range sc.files {
			m := sc.marks[path]
			if m == nil || !compiledInto(t, sc.pkg, path) {
				continue
			}
			signs.Macros = append(signs.Macros, m.macros...)
			signs.Words = append(signs.Words, m.words...)
			for _, e := range m.exports {
				signs.Params[e.Name] = e.Params
				signs.Exports = append(signs.Exports, e.Name)
				l.Exports = append(l.Exports, Export{e.Name, Place{File: path, Span: rust.Span{Start: e.Start, End: e.End}}, sc.pkg})
			}
			a.sourceMarks(l, sc.pkg, path, m)
		}
		a.foreignOverrides(l, sc)
	}
	l.defsymOverrides()
	a.missingSymbols(l)
	if l.Host, l.HostSign = hostOf(a.hosts, t, signs); l.Host == nil {
		l.Likely = a.hosts.Likely(signs, a.wordsOf(t.Package))
	}
	a.permanent(l, signs)
	return l
}

// compiledInto reports whether a file of a package goes into the target, as far
// as folders tell: examples, programs and build scripts of a package are not its
// library, and an example has one file or folder of its own.
func compiledInto(t *workspace.Target, p *workspace.Package, path string) bool {
	if path == p.BuildScript {
		return false
	}
	for _, o := range p.Targets {
		if o != t && o.Kind != workspace.TargetLib && path == o.Path {
			return false
		}
	}
	inside := rel(p.Dir, path)
	if strings.HasPrefix(inside, "examples/") || strings.HasPrefix(inside, "src/bin/") {
		return t.Package == p && (path == t.Path || t.Kind == workspace.TargetExample && strings.HasSuffix(t.Path, "/main.rs") &&
			strings.HasPrefix(path, strings.TrimSuffix(t.Path, "main.rs")))
	}
	return true
}
