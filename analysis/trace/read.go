package trace

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/cdylib-ls/cdylib-ls/parse/file"
)

// MaxDocument is the largest document that Read takes, in bytes.
const MaxDocument = 64 << 20

// ErrDocument is a file that is no trace.
var ErrDocument = errors.New("not a trace of cdylib-ls")

// Read reads a document that `cdylib-ls trace` wrote. It opens regular files only, and
// checks what it is told: indexes, numbers and references hold afterwards.
func Read(path string) (*Document, error) {
	b, err := file.Read(path, MaxDocument)
	switch {
	case errors.Is(err, file.ErrNotRegular):
		return nil, fmt.Errorf("%s: %w", path, ErrDocument)
	case errors.Is(err, file.ErrTooLarge):
		return nil, fmt.Errorf("%s: larger than %d MB", path, MaxDocument>>20)
	case err != nil:
		return nil, err
	}
	d, err := Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}

// Parse reads a document from memory.
func Parse(b []byte) (*Document, error) {
	var d Document
	if len(b) > MaxDocument {
		return nil, fmt.Errorf("larger than %d MB", MaxDocument>>20)
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDocument, err)
	}
	switch {
	case d.Tool.Name != "cdylib-ls" || d.Libraries == nil || d.Processes == nil:
		return nil, ErrDocument
	case d.Version != Version:
		return nil, fmt.Errorf("version %d of the format, which this program does not know", d.Version)
	case len(d.Libraries) > maxLibraries:
		return nil, fmt.Errorf("%w: %d libraries", ErrDocument, len(d.Libraries))
	}
	for i := range d.Libraries {
		if err := d.Libraries[i].check(i + 1); err != nil {
			return nil, err
		}
	}
	d.complete()
	return &d, nil
}

// check refuses what contradicts itself.
func (l *Library) check(id int) error {
	bad := func(what string) error { return fmt.Errorf("%w: library %d: %s", ErrDocument, id, what) }
	if l.ID != id || l.NeededBy < 0 || l.NeededBy >= id && l.NeededBy != 0 {
		return bad("its number")
	}
	if l.State != StateMapped && l.State != StateGone {
		return bad("state")
	}
	if !finite(l.Loaded) || l.Unloaded != nil && !finite(*l.Unloaded) {
		return bad("times")
	}
	for _, c := range l.Closes {
		for _, i := range c.Dangling {
			if i < 0 || i >= len(l.Leftovers) {
				return bad("a close names a leftover that is not there")
			}
		}
		for _, p := range c.Pins {
			for _, i := range p.Leftovers {
				if i < 0 || i >= len(l.Leftovers) {
					return bad("a pin names a leftover that is not there")
				}
			}
		}
	}
	for _, late := range l.Late {
		if late.Leftover < -1 || late.Leftover >= len(l.Leftovers) {
			return bad("a late call names a leftover that is not there")
		}
	}
	return nil
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
