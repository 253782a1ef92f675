package evidence

import (
	"fmt"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// Cache keeps what libraries showed by path, size and time of change. It is safe
// for concurrent use; a nil cache keeps nothing. It holds one entry a path, so it
// stays as small as the workspace.
type Cache struct {
	mu      sync.Mutex
	entries map[string]cached
}

type cached struct {
	size, modified int64
	facts          *artifact.Facts
	err            error
}

// read returns the facts of the library at path, from the cache if it has not
// changed since; of a universal file those of the part for machine.
func (c *Cache) read(fs vfs.FS, path string, machine object.Machine) (*artifact.Facts, error) {
	info, err := fs.Stat(path)
	if err != nil {
		return nil, err
	}
	if c != nil {
		c.mu.Lock()
		e, ok := c.entries[path+"\x00"+string(machine)]
		c.mu.Unlock()
		if ok && e.size == info.Size && e.modified == info.ModTime {
			return e.facts, e.err
		}
	}
	facts, err := facts(path, machine)
	if c != nil {
		c.mu.Lock()
		if c.entries == nil {
			c.entries = map[string]cached{}
		}
		c.entries[path+"\x00"+string(machine)] = cached{info.Size, info.ModTime, facts, err}
		c.mu.Unlock()
	}
	return facts, err
}

// places looks slots up in the debug information, which a check reads for nothing else.
func places(path string, slots []*artifact.SlotFacts) map[*artifact.SlotFacts]string {
	l, err := artifact.Open(path)
	if err != nil {
		return nil
	}
	defer l.Close()
	out := map[*artifact.SlotFacts]string{}
	for _, s := range slots {
		if frames := l.File.Source(s.Addr); len(frames) > 0 {
			last := frames[len(frames)-1]
			out[s] = fmt.Sprintf("%s:%d", last.File, last.Line)
		}
	}
	return out
}

// facts reads one library. A panic, which is a fault of this program, concerns that
// library alone.
func facts(path string, machine object.Machine) (facts *artifact.Facts, err error) {
	if p := fault.Catch(func() { facts, err = factsOf(path, machine) }); p != nil {
		return nil, fmt.Errorf("internal: %s: %w; please report it with the library", path, p)
	}
	return facts, err
}

func factsOf(path string, machine object.Machine) (*artifact.Facts, error) {
	l, err := artifact.OpenAny(path, machine)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	return l.Facts(), nil
}
