package analysis

import (
	"bytes"
	"errors"
	"io/fs"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// A file is parsed only where it can hold a root or is reached from one. The
// scan reads every source file of a package once and looks for words that a
// registration cannot do without.

// alwaysWords can register code in any package.
var alwaysWords = []string{"link_section", "init_array", "fini_array", "global_asm", "DllMain"}

// foreignExts are the files that a build script may compile and link in.
var foreignExts = []string{".s", ".S", ".asm", ".c", ".cc", ".cpp", ".cxx", ".m", ".mm"}

// scanned is what the scan found in one package.
type scanned struct {
	pkg   *workspace.Package
	files []string        // all .rs files, sorted
	hit   map[string]bool // those with a word that can register a root
	calls map[string]bool // those that may register a callback at run time
	tls   map[string]bool // those that declare a thread-local
	// target holds those whose text may be another for another target.
	target map[string]bool
	sinks  map[string]bool // those that may install a logger that writes std's streams
	notes  map[string]bool // those with a directive
	host   map[string]bool // those with a word of what matters when the host calls
	// unload holds what a file may do that matters at an unload.
	unload map[string]words.Class
	// words are what was looked for, found what each file has of it, and names the
	// other names that the files give to calls.
	words   *words.Set
	found   map[string]words.Class
	names   []words.Name
	foreign []string // C and assembly files
	// unread tells that a file could not be read as Rust; whether it belongs to a crate
	// the module tree says.
	unread bool
	// leads are the files that the module tree may have beside those of the folder.
	leads    []lead
	includes map[string]bool // those with an include!
	// marks holds what a file tells of who loads the library.
	marks map[string]*marks
}

type scanner struct {
	fs    vfs.FS
	table *effects.Table
	jobs  int
	read  int
	// unloadable tells the packages that a library links.
	unloadable func(*workspace.Package) bool
	hosts      *hosts.Table
	foreign    []string     // of the package that sources looked at last
	closed     bool         // it has a folder that may not be read
	headers    bool         // those of C count as foreign too
	names      []words.Name // other names for calls that the sources declare
	mu         sync.Mutex
	cache      *Cache
	guard      func(*workspace.Package, func()) // see analyzer
	workspace  string                           // manifest and target, for the cache
}

// scanJob is one file to look through.
type scanJob struct {
	sc    *scanned
	path  string
	words *words.Set
	kept  *scanCache
}

// scan looks through the packages' sources with the given number of workers.
func (s *scanner) scan(pkgs []*workspace.Package, extra []string) []*scanned {
	out := make([]*scanned, len(pkgs))
	var jobs []scanJob
	for i, p := range pkgs {
		out[i] = &scanned{pkg: p, hit: map[string]bool{}, calls: map[string]bool{}, tls: map[string]bool{}, target: map[string]bool{}, sinks: map[string]bool{}, notes: map[string]bool{}, host: map[string]bool{}, unload: map[string]words.Class{}, found: map[string]words.Class{}, marks: map[string]*marks{}, includes: map[string]bool{}}
		out[i].files = s.sources(p)
		out[i].foreign, out[i].unread = s.foreign, s.closed
		look := s.wordsFor(p, extra)
		kept := s.cache.scan(s.workspace, p.Manifest, look)
		out[i].words = look
		for _, f := range out[i].files {
			jobs = append(jobs, scanJob{out[i], f, look, kept})
		}
	}
	for len(jobs) > 0 {
		names.Parallel(s.jobs, len(jobs), func(i int) { s.guard(jobs[i].sc.pkg, func() { s.look(jobs[i]) }) })
		jobs = s.led(jobs)
	}
	return out
}

// wordsFor gathers what to look for in a package, by class.
func (s *scanner) wordsFor(p *workspace.Package, extra []string) *words.Set {
	w := words.New()
	w.Add(rootWord, alwaysWords...)
	w.Add(rootWord, s.words(p)...)
	w.Add(rootWord, extra...)
	w.Add(tlsWord, "thread_local")
	w.Add(targetWord, targetWords...)
	w.Add(loadingWord, loadingWords...)
	w.Add(loadingWord, s.hosts.Words()...)
	if s.unloadable(p) {
		w.Add(localWord, "thread_local", "task_local")
		w.Add(staticWord, "static")
		for _, g := range s.table.Guards() {
			w.Add(guardWord, lastSegment(g.Type))
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
	marks *marks // nil for none
	note  bool   // has a directive
	alien bool   // no text that rustc reads
	leads leads
}

// view looks through one file.
func (s *scanner) view(path string, look *words.Set) (*seen, error) {
	src, err := s.fs.ReadFile(path, rust.MaxSource)
	if err != nil {
		return nil, err
	}
	out := &seen{note: bytes.Contains(src, []byte("cdylib-ls:")), alien: rust.NotText(src) != ""}
	out.found, out.names = look.Scan(src)
	out.leads = leadsOf(src)
	out.found |= valueWords.Find(src)
	if out.found&loadingWord != 0 {
		out.marks = marksOf(s.hosts, rust.Code(src, true))
	}
	if out.found&staticWord != 0 && !declaresStatic(src) {
		out.found &^= staticWord
	}
	return out, nil
}

// look notes what one file holds. It is called concurrently.
func (s *scanner) look(j scanJob) {
	in, err := j.kept.get(s.fs, j.path, func() (*seen, error) { return s.view(j.path, j.words) })
	s.mu.Lock()
	defer s.mu.Unlock()
	if j.sc.unread = j.sc.unread || err != nil || in.alien; err != nil {
		return
	}
	s.read++
	if in.leads.includes {
		j.sc.includes[j.path], j.sc.unread = true, true
	}
	if !in.leads.none() {
		j.sc.leads = append(j.sc.leads, lead{j.path, in.leads})
	}
	if in.marks != nil {
		j.sc.marks[j.path] = in.marks
	}
	j.sc.found[j.path] = in.found
	j.sc.names = append(j.sc.names, in.names...)
	if t := in.found & unloadWords; t != 0 {
		j.sc.unload[j.path] = t
	}
	mark := func(class words.Class, into map[string]bool) {
		if in.found&class != 0 {
			into[j.path] = true
		}
	}
	mark(rootWord, j.sc.hit)
	mark(callbackWord, j.sc.calls)
	mark(tlsWord, j.sc.tls)
	mark(targetWord, j.sc.target)
	mark(sinkWord, j.sc.sinks)
	mark(hostWord, j.sc.host)
	if in.note {
		j.sc.notes[j.path] = true
	}
}

// sources lists the .rs files of a package: below its folder, but not of
// packages nested in it, nor of tests and benches.
func (s *scanner) sources(p *workspace.Package) []string {
	seen := map[string]bool{}
	var out []string
	s.foreign, s.closed = nil, false
	var walk func(dir string, depth int) // links are not followed, so that it ends
	walk = func(dir string, depth int) {
		if seen[dir] {
			return
		}
		seen[dir] = true
		entries, err := s.fs.ReadDir(dir)
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
			case slices.Contains(foreignExts, filepath.Ext(e.Name)), s.headers && slices.Contains(headerExts, filepath.Ext(e.Name)):
				s.foreign = append(s.foreign, path)
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

// words are the last segments of the registrations whose crate the package may
// see: through its own dependencies or those of workspace packages it uses.
func (s *scanner) words(p *workspace.Package) []string {
	sees := map[string]bool{}
	seesCrates(p, sees, map[*workspace.Package]bool{})
	var out []string
	add := func(path, crate string, reexports []string) {
		ok := sees[crate]
		for _, r := range reexports {
			first, _, _ := strings.Cut(r, "::")
			ok = ok || sees[first]
		}
		if ok {
			for _, q := range append([]string{path}, reexports...) {
				out = append(out, lastSegment(q))
			}
		}
	}
	for _, a := range s.table.Attributes() {
		add(a.Path, a.Crate, a.Reexports)
	}
	for _, m := range s.table.MacroRegs() {
		add(m.Path, m.Crate, m.Reexports)
	}
	return out
}

func seesCrates(p *workspace.Package, sees map[string]bool, seen map[*workspace.Package]bool) {
	if p == nil || seen[p] {
		return
	}
	seen[p] = true
	sees[strings.ReplaceAll(p.Name, "-", "_")] = true
	deps := p.Deps
	if slices.ContainsFunc(p.Targets, func(t *workspace.Target) bool { return t.Kind == workspace.TargetExample }) {
		deps = append(slices.Clone(deps), p.DevDeps...)
	}
	for _, d := range deps {
		sees[strings.ReplaceAll(d.Package, "-", "_")] = true
		if r := d.Resolved(); r != nil && (r.Member || r.Source == "path") {
			seesCrates(r, sees, seen)
		}
	}
}

func lastSegment(path string) string {
	path = strings.TrimSuffix(path, "!")
	if i := strings.LastIndex(path, "::"); i >= 0 {
		return path[i+2:]
	}
	return path
}

// containsAny reports whether src holds one of the words as a whole identifier
// (a leading underscore or a longer name does not count).
func containsAny(src []byte, words []string) bool {
	for _, w := range words {
		if containsWord(src, w) {
			return true
		}
	}
	return false
}

func containsWord(src []byte, word string) bool {
	for range eachWord(src, word) {
		return true
	}
	return false
}

// eachWord gives the place of each occurrence of a whole identifier.
func eachWord(src []byte, word string) iter.Seq[int] {
	return func(yield func(at int) bool) {
		for at := 0; ; {
			i := bytes.Index(src[at:], []byte(word))
			if i < 0 {
				return
			}
			i += at
			end := i + len(word)
			if (i == 0 || !identByte(src[i-1])) && (end == len(src) || !identByte(src[end])) && !yield(i) {
				return
			}
			at = end
		}
	}
}

func identByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}
