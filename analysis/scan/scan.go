// Package scan is the first stage. It reads the text of every source file once and says what
// each may hold: words of a registration, a thread-local, a call that leaves something
// behind, marks of a host. What it finds is kept from one run to the next. No syntax tree is
// looked at here, but to leave out text that is not compiled.
package scan

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/links"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A file is parsed only where it can hold a root or is reached from one. The
// scan reads every source file of a package once and looks for words that a
// registration cannot do without.

// ForeignExts are the files that a build script may compile and link in.
var ForeignExts = []string{".s", ".S", ".asm", ".c", ".cc", ".cpp", ".cxx", ".m", ".mm"}

// headerExts are headers, which hold code as well: templates, inline functions,
// libraries of one header.
var headerExts = []string{".h", ".hpp", ".hh", ".inc", ".inl"}

// Package is what the scan found in one package.
type Package struct {
	Pkg   *workspace.Package
	Files []string        // all .rs files, sorted
	Hit   map[string]bool // those with a word that can register a root
	Calls map[string]bool // those that may register a callback at run time
	TLS   map[string]bool // those that declare a thread-local
	// Target holds those whose text may be another for another target.
	Target map[string]bool
	Sinks  map[string]bool // those that may install a logger that writes std's streams
	Notes  map[string]bool // those with a directive
	Host   map[string]bool // those with a word of what matters when the host calls
	// Unload holds what a file may do that matters at an unload.
	Unload map[string]words.Class
	// words are what was looked for, found what each file has of it, and names the
	// other names that the files give to calls.
	words   *words.Set
	Found   map[string]words.Class
	names   []words.Name
	Foreign []string // C and assembly files
	// Unread tells that a file could not be read as Rust; whether it belongs to a crate
	// the module tree says.
	Unread bool
	// leads are the files that the module tree may have beside those of the folder.
	leads    []lead
	Includes map[string]bool // those with an include!
	// Marks holds what a file tells of who loads the library.
	Marks map[string]*Marks
}

type Scanner struct {
	FS    vfs.FS
	Table *effects.Table
	Jobs  int
	Read  int
	// Unloadable tells the packages that a library links.
	Unloadable func(*workspace.Package) bool
	Hosts      *hosts.Table
	Foreign    []string     // of the package that sources looked at last
	closed     bool         // it has a folder that may not be read
	Headers    bool         // those of C count as foreign too
	names      []words.Name // other names for calls that the sources declare
	mu         sync.Mutex
	Cache      *Cache
	Guard      func(*workspace.Package, func()) // see gaps.Log
	Workspace  string                           // manifest and target, for the cache
}

// scanJob is one file to look through.
type scanJob struct {
	sc    *Package
	path  string
	words *words.Set
	kept  *scanCache
}

// Scan looks through the packages' sources with the given number of workers.
func (s *Scanner) Scan(pkgs []*workspace.Package, extra []string) []*Package {
	out := make([]*Package, len(pkgs))
	var jobs []scanJob
	for i, p := range pkgs {
		out[i] = &Package{Pkg: p, Hit: map[string]bool{}, Calls: map[string]bool{}, TLS: map[string]bool{}, Target: map[string]bool{}, Sinks: map[string]bool{}, Notes: map[string]bool{}, Host: map[string]bool{}, Unload: map[string]words.Class{}, Found: map[string]words.Class{}, Marks: map[string]*Marks{}, Includes: map[string]bool{}}
		out[i].Files = s.Sources(p)
		out[i].Foreign, out[i].Unread = s.Foreign, s.closed
		look := s.wordsFor(p, extra)
		kept := s.Cache.scan(s.Workspace, p.Manifest, look)
		out[i].words = look
		for _, f := range out[i].Files {
			jobs = append(jobs, scanJob{out[i], f, look, kept})
		}
	}
	for len(jobs) > 0 {
		parallel.Do(s.Jobs, len(jobs), func(i int) { s.Guard(jobs[i].sc.Pkg, func() { s.look(jobs[i]) }) })
		jobs = s.led(jobs)
	}
	return out
}

// wordsFor gathers what to look for in a package, by class.
func (s *Scanner) wordsFor(p *workspace.Package, extra []string) *words.Set {
	w := words.New()
	w.Add(rootWord, AlwaysWords...)
	w.Add(rootWord, s.Words(p)...)
	w.Add(rootWord, extra...)
	w.Add(tlsWord, "thread_local")
	w.Add(targetWord, targetWords...)
	w.Add(loadingWord, loadingWords...)
	w.Add(loadingWord, s.Hosts.Words()...)
	if s.Unloadable(p) {
		w.Add(LocalWord, "thread_local", "task_local")
		w.Add(StaticWord, "static")
		for _, g := range s.Table.Guards() {
			w.Add(GuardWord, words.LastSegment(g.Type))
		}
	}
	s.addCalls(w, p)
	for _, n := range s.names {
		w.Alias(n, calledWords)
	}
	return w
}

// seen is what one file holds.
type seen struct {
	found words.Class
	names []words.Name
	marks *Marks // nil for none
	note  bool   // has a directive
	alien bool   // no text that rustc reads
	leads leads
}

// view looks through one file.
func (s *Scanner) view(path string, look *words.Set) (*seen, error) {
	src, err := s.FS.ReadFile(path, rust.MaxSource)
	if err != nil {
		return nil, err
	}
	out := &seen{note: bytes.Contains(src, []byte("cdylib-ls:")), alien: rust.NotText(src) != ""}
	out.found, out.names = look.Scan(src)
	out.leads = leadsOf(src)
	out.found |= valueWords.Find(src)
	if out.found&loadingWord != 0 {
		out.marks = marksOf(s.Hosts, rust.Code(src, true))
	}
	if out.found&StaticWord != 0 && !declaresStatic(src) {
		out.found &^= StaticWord
	}
	return out, nil
}

// look notes what one file holds. It is called concurrently.
func (s *Scanner) look(j scanJob) {
	in, err := j.kept.get(s.FS, j.path, func() (*seen, error) { return s.view(j.path, j.words) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if j.sc.Unread = j.sc.Unread || err != nil || in.alien; err != nil {
		return
	}
	s.Read++
	if in.leads.includes {
		j.sc.Includes[j.path], j.sc.Unread = true, true
	}
	if !in.leads.none() {
		j.sc.leads = append(j.sc.leads, lead{j.path, in.leads})
	}
	if in.marks != nil {
		j.sc.Marks[j.path] = in.marks
	}
	j.sc.Found[j.path] = in.found
	j.sc.names = append(j.sc.names, in.names...)
	if t := in.found & unloadWords; t != 0 {
		j.sc.Unload[j.path] = t
	}
	mark := func(class words.Class, into map[string]bool) {
		if in.found&class != 0 {
			into[j.path] = true
		}
	}
	mark(rootWord, j.sc.Hit)
	mark(CallbackWord, j.sc.Calls)
	mark(tlsWord, j.sc.TLS)
	mark(targetWord, j.sc.Target)
	mark(SinkWord, j.sc.Sinks)
	mark(hostWord, j.sc.Host)
	if in.note {
		j.sc.Notes[j.path] = true
	}
}

// Sources lists the .rs files of a package: below its folder, but not of
// packages nested in it, nor of tests and benches.
func (s *Scanner) Sources(p *workspace.Package) []string {
	seen := map[string]bool{}
	var out []string
	s.Foreign, s.closed = nil, false
	var walk func(dir string, depth int) // links are not followed, so that it ends
	walk = func(dir string, depth int) {
		if seen[dir] {
			return
		}
		seen[dir] = true
		entries, err := s.FS.ReadDir(dir)
		if err != nil {
			s.closed = s.closed || errors.Is(err, fs.ErrPermission)
			return
		}
		if depth > 0 {
			for _, e := range entries {
				if e.Name == "Cargo.toml" {
					return
				}
			}
		}
		for _, e := range entries {
			path := filepath.Join(dir, e.Name)
			switch {
			case e.IsDir && !e.Symlink:
				if strings.HasPrefix(e.Name, ".") || e.Name == "target" || e.Name == "node_modules" || depth == 0 && (e.Name == "tests" || e.Name == "benches") {
					continue
				}
				walk(path, depth+1)
			case strings.HasSuffix(e.Name, ".rs") && !seen[path]:
				seen[path] = true
				out = append(out, path)
			case slices.Contains(ForeignExts, filepath.Ext(e.Name)), s.Headers && slices.Contains(headerExts, filepath.Ext(e.Name)):
				s.Foreign = append(s.Foreign, path)
			}
		}
	}
	walk(p.Dir, 0)
	for _, t := range p.Targets {
		if rel, err := filepath.Rel(p.Dir, t.Path); err != nil || strings.HasPrefix(rel, "..") {
			walk(filepath.Dir(t.Path), 1)
		}
	}
	slices.Sort(out)
	return out
}

// Words are the last segments of the registrations whose crate the package may
// see: through its own dependencies or those of workspace packages it uses.
func (s *Scanner) Words(p *workspace.Package) []string {
	sees := map[string]bool{}
	links.SeesCrates(p, sees, map[*workspace.Package]bool{})
	var out []string
	add := func(path, crate string, reexports []string) {
		ok := sees[crate]
		for _, r := range reexports {
			first, _, _ := strings.Cut(r, "::")
			ok = ok || sees[first]
		}
		if ok {
			for _, q := range append([]string{path}, reexports...) {
				out = append(out, words.LastSegment(q))
			}
		}
	}
	for _, a := range s.Table.Attributes() {
		add(a.Path, a.Crate, a.Reexports)
	}
	for _, m := range s.Table.MacroRegs() {
		add(m.Path, m.Crate, m.Reexports)
	}
	return out
}

// AlwaysWords can register code in any package.
var AlwaysWords = []string{"link_section", "init_array", "fini_array", "global_asm", "DllMain"}
