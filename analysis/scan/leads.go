package scan

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// The scan looks through the files of a package's folder. A module can have its file
// elsewhere: by `#[path]`, below a link, in a folder that the scan passes over. What may be
// such a file is looked for in the text of the others, comments and strings included: one
// too many is looked through, none too few.

// leads are what one file says of others: modules declared without a body, and paths.
type leads struct {
	modules, paths []string
	includes       bool
}

func (l leads) none() bool { return len(l.modules)+len(l.paths) == 0 }

type lead struct {
	from string
	leads
}

// maxLed bounds the files that are looked through beside those of a package's folder.
const maxLed = 20_000

func leadsOf(src []byte) leads {
	var out leads
	for rest := src; ; {
		i := bytes.Index(rest, []byte("mod"))
		if i < 0 {
			break
		}
		before := i > 0 && words.IsIdent(rest[i-1])
		rest = rest[i+3:]
		name := bytes.TrimLeft(rest, " \t\r\n")
		n := 0
		for n < len(name) && (words.IsIdent(name[n]) || name[n] == '#') {
			n++
		}
		if !before && n > 0 && len(name) < len(rest) && bytes.HasPrefix(bytes.TrimLeft(name[n:], " \t\r\n"), []byte(";")) {
			out.modules = append(out.modules, strings.TrimPrefix(string(name[:n]), "r#"))
		}
	}
	out.paths = quotedAfter(out.paths, src, "path", "=")
	out.paths = quotedAfter(out.paths, src, "include!", "(")
	out.includes = bytes.Contains(src, []byte("include!"))
	return out
}

// quotedAfter adds the strings that follow a word and a mark.
func quotedAfter(out []string, src []byte, word, mark string) []string {
	for rest := src; ; {
		i := bytes.Index(rest, []byte(word))
		if i < 0 {
			return out
		}
		rest = rest[i+len(word):]
		value, ok := bytes.CutPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(mark))
		if !ok {
			continue
		}
		value = bytes.TrimLeft(value, " \t\r\n")
		value = bytes.TrimLeft(bytes.TrimPrefix(value, []byte("r")), "#")
		if value, ok = bytes.CutPrefix(value, []byte(`"`)); ok {
			if end := bytes.IndexByte(value, '"'); end > 0 {
				out = append(out, string(value[:end]))
			}
		}
	}
}

// led returns the work that the last one leads to: files that are there and were not
// looked through for their package.
func (s *Scanner) led(done []scanJob) []scanJob {
	byScan := map[*Package]scanJob{}
	var order []*Package
	for _, j := range done {
		if _, ok := byScan[j.sc]; !ok {
			byScan[j.sc] = j
			order = append(order, j.sc)
		}
	}
	var out []scanJob
	for _, sc := range order {
		j := byScan[sc]
		s.Guard(sc.Pkg, func() {
			known := map[string]bool{}
			for _, f := range sc.Files {
				known[f] = true
			}
			found, next := len(sc.Files), sc.leads
			sc.leads = nil
			slices.SortFunc(next, func(a, b lead) int { return strings.Compare(a.from, b.from) })
			for _, l := range next {
				for _, path := range s.candidates(l, known) {
					if len(sc.Files) < found+maxLed {
						known[path] = true
						sc.Files = append(sc.Files, path)
						out = append(out, scanJob{sc, path, j.words, j.kept})
					}
				}
			}
			slices.Sort(sc.Files)
		})
	}
	return out
}

// candidates are the files that a lead means, as far as they are there and not known.
func (s *Scanner) candidates(l lead, known map[string]bool) []string {
	dir := filepath.Dir(l.from)
	below := filepath.Join(dir, strings.TrimSuffix(filepath.Base(l.from), ".rs"))
	var out []string
	there := func(path string) {
		if info, err := s.FS.Stat(path); !known[path] && err == nil && !info.IsDir {
			out = append(out, path)
		}
	}
	for _, name := range l.modules {
		paths := []string{filepath.Join(dir, name+".rs"), filepath.Join(dir, name, "mod.rs"), filepath.Join(below, name+".rs"), filepath.Join(below, name, "mod.rs")}
		if slices.ContainsFunc(paths, func(p string) bool { return known[p] }) {
			continue
		}
		for _, p := range paths {
			there(p)
		}
	}
	for _, p := range l.paths {
		there(filepath.Join(dir, filepath.FromSlash(p)))
		there(filepath.Join(below, filepath.FromSlash(p)))
	}
	return out
}
