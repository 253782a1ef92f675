package lsp

import (
	"os"
	"path/filepath"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// pages are local copies of the rules' pages, so that the links of diagnostics
// open without a network.
type pages struct {
	dir string // "" for none

	mu      sync.Mutex
	written map[string]protocol.URI // by rule
}

func newPages(dir string) *pages { return &pages{dir: dir, written: map[string]protocol.URI{}} }

// href is the address of a rule's page: a local file, or the page on the web
// where none can be written. It is "" for no rule.
func (p *pages) href(id string) protocol.URI {
	p.mu.Lock()
	defer p.mu.Unlock()
	if uri, ok := p.written[id]; ok {
		return uri
	}
	rule := rules.ByID(id)
	if rule == nil {
		return ""
	}
	uri := protocol.URI(rule.URL())
	if path, err := p.write(rule); err == nil && path != "" {
		uri = protocol.URI(uriOf(path))
	}
	p.written[id] = uri
	return uri
}

// write puts the page of a rule into its file.
func (p *pages) write(rule *rules.Rule) (string, error) {
	return p.put(filepath.Join("rules", rule.ID+".md"), rule.Doc)
}

// put writes a file below the cache folder, unless it is there already, and
// returns its path, "" without such a folder. A reader never sees half of one.
func (p *pages) put(name, text string) (string, error) {
	if p.dir == "" {
		return "", nil
	}
	path := filepath.Join(p.dir, name)
	if have, err := file.Read(path, int64(len(text))); err == nil && string(have) == text {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "new-*")
	if err != nil {
		return "", err
	}
	_, err = tmp.WriteString(text)
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return "", err
	}
	return path, nil
}
