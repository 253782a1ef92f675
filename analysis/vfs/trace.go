package vfs

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"sync"
)

// Trace is an FS that passes everything to another and remembers the answers: they
// are all that a check knows of the disk, so as long as asking again gives the same
// answers, checking again gives the same result.
type Trace struct {
	fs FS

	mu      sync.Mutex // guards answers
	answers map[Question]Answer
}

// Question is one thing that was asked of an FS.
type Question struct {
	Op   Op
	Path string
	Max  int64 // of ReadFile
}

// Op is the method of FS that was called.
type Op uint8

// The methods.
const (
	OpRead Op = iota
	OpList
	OpStat
	OpDate // Stat for the date's sake: see Dated
)

// Answer is what came back, as a digest of content, entries or error.
type Answer [sha256.Size]byte

// NewTrace returns a Trace of fs that remembers nothing yet.
func NewTrace(fs FS) *Trace { return &Trace{fs: fs, answers: map[Question]Answer{}} }

// Answers returns a copy of what is remembered.
func (t *Trace) Answers() map[Question]Answer {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.answers)
}

// WasRead reports whether text is what ReadFile of path returned, each time alike.
func (t *Trace) WasRead(path string, text []byte) bool {
	want := digestText(text, nil)
	t.mu.Lock()
	defer t.mu.Unlock()
	for q, a := range t.answers {
		if q.Op == OpRead && q.Path == path && a == want {
			return true
		}
	}
	return false
}

// Dated returns fs for callers to whom the date and size of a file matter. To all
// others Stat tells what kind of thing a path is, so that a Trace does not take a
// file that was only touched for another.
func Dated(fs FS) FS {
	if t, ok := fs.(*Trace); ok {
		return dated{t}
	}
	return fs
}

// dated is a Trace that remembers dates.
type dated struct{ *Trace }

// Stat tells and remembers, the date too.
func (d dated) Stat(path string) (Entry, error) {
	entry, err := d.fs.Stat(path)
	d.note(Question{Op: OpDate, Path: path}, digestDated(entry, err))
	return entry, err
}

// Ask puts a question to fs.
func Ask(fs FS, q Question) Answer {
	switch q.Op {
	case OpRead:
		return digestText(fs.ReadFile(q.Path, q.Max))
	case OpList:
		return digestList(fs.ReadDir(q.Path))
	}
	entry, err := fs.Stat(q.Path)
	if q.Op == OpDate {
		return digestDated(entry, err)
	}
	return digestList([]Entry{entry}, err)
}

// note remembers an answer. A question that got two different ones has the zero
// Answer from then on, which no answer equals: what was checked is none of the two.
func (t *Trace) note(q Question, a Answer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if old, ok := t.answers[q]; ok && old != a {
		a = Answer{}
	}
	t.answers[q] = a
}

// ReadFile reads and remembers.
func (t *Trace) ReadFile(path string, max int64) ([]byte, error) {
	text, err := t.fs.ReadFile(path, max)
	t.note(Question{OpRead, path, max}, digestText(text, err))
	return text, err
}

// ReadDir lists and remembers.
func (t *Trace) ReadDir(path string) ([]Entry, error) {
	entries, err := t.fs.ReadDir(path)
	t.note(Question{Op: OpList, Path: path}, digestList(entries, err))
	return entries, err
}

// Stat tells and remembers.
func (t *Trace) Stat(path string) (Entry, error) {
	entry, err := t.fs.Stat(path)
	t.note(Question{Op: OpStat, Path: path}, digestList([]Entry{entry}, err))
	return entry, err
}

func digestText(text []byte, err error) Answer {
	if err != nil {
		return digestError(err)
	}
	return sha256.Sum256(text)
}

func digestList(entries []Entry, err error) Answer {
	if err != nil {
		return digestError(err)
	}
	h := sha256.New()
	for _, e := range entries {
		fmt.Fprintf(h, "%q %t %t\n", e.Name, e.IsDir, e.Symlink)
	}
	return Answer(h.Sum(nil))
}

func digestDated(e Entry, err error) Answer {
	if err != nil {
		return digestError(err)
	}
	return sha256.Sum256(fmt.Appendf(nil, "%t %d %d", e.IsDir, e.Size, e.ModTime))
}

// digestError tells a file that is not there from others that cannot be read.
func digestError(err error) Answer {
	text := "error: " + err.Error()
	if errors.Is(err, fs.ErrNotExist) {
		text = "error: not there"
	}
	return sha256.Sum256([]byte(text))
}
