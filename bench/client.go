package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// client speaks LSP with a server: just enough to time it.
type client struct {
	cmd      *exec.Cmd
	in       io.WriteCloser
	messages chan message
	id       int
	version  int
	sync     int // how the server wants changes: 1 whole texts, 2 ranges
}

type message struct {
	at     time.Time
	ID     *json.RawMessage
	Method string
	Params json.RawMessage
	Result json.RawMessage
}

// answerTimeout is how long a server may take for one answer.
const answerTimeout = 60 * time.Second

func startServer(dir string, args ...string) (*client, error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &client{cmd: cmd, in: in, messages: make(chan message, 1024)}
	go c.read(bufio.NewReaderSize(out, 1<<20))
	return c, nil
}

// read passes on what the server says and closes the channel at the end.
func (c *client) read(out *bufio.Reader) {
	defer close(c.messages)
	for {
		length := 0
		for {
			line, err := out.ReadString('\n')
			if err != nil {
				return
			}
			if line = strings.TrimSpace(line); line == "" {
				break
			}
			if value, ok := strings.CutPrefix(line, "Content-Length:"); ok {
				length, _ = strconv.Atoi(strings.TrimSpace(value))
			}
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(out, body); err != nil {
			return
		}
		m := message{at: time.Now()}
		if json.Unmarshal(body, &m) != nil {
			return
		}
		c.messages <- m
	}
}

func (c *client) send(fields map[string]any) error {
	fields["jsonrpc"] = "2.0"
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

func (c *client) notify(method string, params any) error {
	return c.send(map[string]any{"method": method, "params": params})
}

// wait returns the first message that is wanted, and answers what the server asks.
func (c *client) wait(want func(message) bool) (message, error) {
	limit := time.After(answerTimeout)
	for {
		select {
		case m, ok := <-c.messages:
			switch {
			case !ok:
				return m, fmt.Errorf("%s ended", c.cmd.Path)
			case want(m):
				return m, nil
			case m.Method != "" && m.ID != nil:
				if err := c.send(map[string]any{"id": m.ID, "result": nil}); err != nil {
					return m, err
				}
			}
		case <-limit:
			return message{}, fmt.Errorf("%s: no answer in %v", c.cmd.Path, answerTimeout)
		}
	}
}

func (c *client) call(method string, params any) (json.RawMessage, error) {
	c.id++
	id := strconv.Itoa(c.id)
	if err := c.send(map[string]any{"id": c.id, "method": method, "params": params}); err != nil {
		return nil, err
	}
	m, err := c.wait(func(m message) bool { return m.Method == "" && m.ID != nil && string(*m.ID) == id })
	return m.Result, err
}

// open starts a session on a folder and returns the time of `initialized`.
func (c *client) open(root string) (time.Time, error) {
	result, err := c.call("initialize", map[string]any{
		"processId": os.Getpid(), "rootUri": fileURI(root), "workspaceFolders": []any{map[string]any{"uri": fileURI(root), "name": "root"}},
		"capabilities": map[string]any{"textDocument": map[string]any{"publishDiagnostics": map[string]any{"versionSupport": true, "relatedInformation": true, "dataSupport": true}}},
	})
	if err != nil {
		return time.Time{}, err
	}
	var r struct {
		Capabilities struct{ TextDocumentSync json.RawMessage }
	}
	if err := json.Unmarshal(result, &r); err != nil {
		return time.Time{}, err
	}
	if err := json.Unmarshal(r.Capabilities.TextDocumentSync, &c.sync); err != nil {
		var options struct{ Change int }
		if err := json.Unmarshal(r.Capabilities.TextDocumentSync, &options); err != nil {
			return time.Time{}, err
		}
		c.sync = options.Change
	}
	at := time.Now()
	return at, c.notify("initialized", map[string]any{})
}

// published waits for the diagnostics of a file in its present version.
func (c *client) published(uri string) (time.Time, error) {
	m, err := c.wait(func(m message) bool {
		var p struct {
			URI     string
			Version *int
		}
		return m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &p) == nil && p.URI == uri &&
			(p.Version == nil || *p.Version == c.version)
	})
	return m.at, err
}

// edit is one change at a place: of text from offset at to end.
type edit struct {
	line, char, endChar int
	text                string
	whole               string // the text after it
}

// change sends an edit and returns how long the diagnostics took.
func (c *client) change(uri string, e edit) (time.Duration, error) {
	c.version++
	content := map[string]any{"text": e.whole}
	if c.sync == 2 {
		content = map[string]any{"text": e.text, "range": map[string]any{
			"start": map[string]any{"line": e.line, "character": e.char}, "end": map[string]any{"line": e.line, "character": e.endChar},
		}}
	}
	start := time.Now()
	err := c.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uri, "version": c.version}, "contentChanges": []any{content},
	})
	if err != nil {
		return 0, err
	}
	at, err := c.published(uri)
	return at.Sub(start), err
}

func (c *client) didOpen(uri, text string) error {
	c.version++
	return c.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": uri, "languageId": "rust", "version": c.version, "text": text},
	})
}

// close ends the session and the process.
func (c *client) close() error {
	if _, err := c.call("shutdown", nil); err != nil {
		return err
	}
	if err := c.notify("exit", nil); err != nil {
		return err
	}
	for range c.messages { // until the process is gone
	}
	return c.cmd.Wait()
}

func fileURI(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }
