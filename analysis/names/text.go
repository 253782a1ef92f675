package names

import (
	"sync"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// texts are the sources that stay in memory while the program does. A file that
// belongs to two crates, or whose text is searched besides being parsed, is held
// once.
type texts struct {
	mu     sync.Mutex
	byPath map[string][]byte
}

// Text reads a source file that the caller keeps. Nobody may change it.
func (p *Program) Text(path string) ([]byte, error) {
	p.texts.mu.Lock()
	src, ok := p.texts.byPath[path]
	p.texts.mu.Unlock()
	if ok {
		return src, nil
	}
	src, err := p.fs.ReadFile(path, rust.MaxSource)
	if err != nil {
		return nil, err
	}
	p.texts.mu.Lock()
	defer p.texts.mu.Unlock()
	if first, ok := p.texts.byPath[path]; ok { // read by another worker meanwhile
		return first, nil
	}
	if p.texts.byPath == nil {
		p.texts.byPath = map[string][]byte{}
	}
	p.texts.byPath[path] = src
	return src, nil
}
