package scan

import (
	"bytes"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Edit is what makes one text of another: a range of the old became so many bytes.
type Edit struct {
	Span rust.Span // in the old text
	New  int
}

// Known returns the syntax of a version of a file, nil where it is not kept.
func (c *Cache) Known(path string, stamp uint64) *rust.File { return c.names.Known(path, stamp) }

// Difference is the smallest single edit between two texts.
func Difference(old, text []byte) Edit {
	start := rust.CommonPrefix(old, text)
	end := rust.CommonSuffix(old[start:], text[start:])
	return Edit{rust.Span{Start: start, End: len(old) - end}, len(text) - end - start}
}

// Moved is where an offset of the old text stands in the new one.
func (e Edit) Moved(offset int) int {
	if offset < e.Span.End {
		return offset
	}
	return offset + e.New - (e.Span.End - e.Span.Start)
}

// Moves reports whether a new text of a file merely moves what was found in it:
// the edit lies in a body that nothing has looked into, and brings no word there
// that anything looks for. It goes by the text of the body, so that a run may find
// more; for the moment until it has, this is the answer.
//
// file is the syntax of the text in which they were found.
func (c *Cache) Moves(path string, file *rust.File, text []byte) (Edit, bool) {
	if len(file.Errors) > 0 {
		return Edit{}, false
	}
	e := Difference(file.Source, text)
	body, ok := file.Untouched(e.Span)
	if !ok {
		return Edit{}, false
	}
	old := file.Source[body.Start:body.End]
	now := text[body.Start:e.Moved(body.End)]
	return e, rust.IsBlock(now) && sameMarks(old, now) && c.sameWords(path, old, now)
}

// sameMarks reports whether a body's new text has no other attributes, macro calls
// or items within it.
func sameMarks(old, now []byte) bool {
	for _, mark := range []string{"#", "!", "cdylib-ls:"} {
		if bytes.Count(old, []byte(mark)) != bytes.Count(now, []byte(mark)) {
			return false
		}
	}
	return !EntersNames(now) && !MayHoldLocal(now) && !declaresStatic(now)
}

// sameWords reports whether the scan finds in a body's new text what it finds in
// the old one.
func (c *Cache) sameWords(path string, old, now []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, kept := range c.scans {
		for _, s := range kept {
			s.mu.Lock()
			_, here := s.files[path]
			s.mu.Unlock()
			if here && s.words.Find(old) != s.words.Find(now) {
				return false
			}
		}
	}
	return true
}
