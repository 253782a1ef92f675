package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.lsp.dev/protocol"
)

// deadline is how long a test waits for what must come: nearly as long as the whole run
// may take, so that none fails because a machine is busy.
var deadline = func() time.Duration {
	if f := flag.Lookup("test.timeout"); f != nil {
		if d, err := time.ParseDuration(f.Value.String()); err == nil && d > time.Minute {
			return d - 10*time.Second
		}
	}
	return time.Hour
}

// editor is a client in a test: a session of a real server over pipes. It keeps
// all that the server says.
type editor struct {
	t      testing.TB
	server *server
	in     *io.PipeWriter
	ended  chan struct{} // closed when the server is gone
	result bool          // of Serve

	mu       sync.Mutex
	changed  *sync.Cond
	messages []received
	id       int
	answers  map[string]func(json.RawMessage) any // to the server's requests, by method
	log      bytes.Buffer
}

// received is one message of the server.
type received struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

// start runs a server; the test's end ends it.
func start(t testing.TB, configure ...func(*Options)) *editor {
	t.Helper()
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	e := &editor{t: t, in: inW, ended: make(chan struct{}), answers: map[string]func(json.RawMessage) any{}}
	e.changed = sync.NewCond(&e.mu)
	opts := Options{Version: "test", In: inR, Out: outW, Delay: time.Millisecond, Log: &locked{e: e}, CacheDir: t.TempDir(), CargoHome: "/nowhere", Target: "x86_64-unknown-linux-gnu"}
	for _, f := range configure {
		f(&opts)
	}
	ctx, cancel := context.WithCancel(context.Background())
	e.server = newServer(ctx, opts)
	go func() {
		e.result = e.server.run(cancel)
		outW.Close()
		close(e.ended)
	}()
	go e.read(bufio.NewReader(outR))
	t.Cleanup(func() {
		inW.Close()
		e.waitEnd()
	})
	return e
}

// locked is the log of a server.
type locked struct{ e *editor }

func (l *locked) Write(p []byte) (int, error) {
	l.e.mu.Lock()
	defer l.e.mu.Unlock()
	return l.e.log.Write(p)
}

func (e *editor) waitEnd() {
	e.t.Helper()
	select {
	case <-e.ended:
	case <-time.After(deadline()):
		e.t.Error("the server does not end")
	}
}

// read keeps what the server says and answers what it asks.
func (e *editor) read(out *bufio.Reader) {
	for {
		body, err := readFrame(out)
		if err != nil {
			e.mu.Lock()
			e.messages = append(e.messages, received{Method: "end"})
			e.changed.Broadcast()
			e.mu.Unlock()
			return
		}
		var m received
		if err := json.Unmarshal(body, &m); err != nil {
			e.t.Errorf("the server sends %q: %v", body, err)
			continue
		}
		e.mu.Lock()
		e.messages = append(e.messages, m)
		answer := e.answers[m.Method]
		e.changed.Broadcast()
		e.mu.Unlock()
		if m.Method != "" && len(m.ID) > 0 {
			var result any
			if answer != nil {
				result = answer(m.Params)
			}
			go e.send(map[string]any{"id": m.ID, "result": result})
		}
	}
}

func (e *editor) send(fields map[string]any) {
	fields["jsonrpc"] = "2.0"
	body, err := json.Marshal(fields)
	if err != nil {
		e.t.Error(err)
		return
	}
	e.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

// raw writes bytes as they are; a server that is gone reads nothing.
func (e *editor) raw(text string) { _, _ = io.WriteString(e.in, text) }

func (e *editor) notify(method string, params any) {
	e.send(map[string]any{"method": method, "params": params})
}

// await returns the first message from number on that is wanted, and its number.
func (e *editor) await(from int, what string, want func(*received) bool) (received, int) {
	e.t.Helper()
	stop := time.AfterFunc(deadline(), func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.messages = append(e.messages, received{Method: "timeout"})
		e.changed.Broadcast()
	})
	defer stop.Stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := from; ; i++ {
		for i >= len(e.messages) {
			e.changed.Wait()
		}
		m := e.messages[i]
		if want(&m) {
			return m, i
		}
		if m.Method == "timeout" || m.Method == "end" {
			e.t.Fatalf("no %s (%s), but\n%s\nlog:\n%s", what, m.Method, e.said(from), e.log.String())
		}
	}
}

// said shows what came from a message on, shortened.
func (e *editor) said(from int) string {
	var out strings.Builder
	for _, m := range e.messages[min(from, len(e.messages)):] {
		fmt.Fprintf(&out, "%s %s %.300s%.300s\n", m.ID, m.Method, m.Params, m.Result)
	}
	return out.String()
}

// sofar is all that came until now.
func (e *editor) sofar() []received {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.messages)
}

// mark is the number of the next message.
func (e *editor) mark() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.messages)
}

// request asks and returns the whole answer.
func (e *editor) request(method string, params any) received {
	e.t.Helper()
	from := e.mark()
	e.mu.Lock()
	e.id++
	id := fmt.Sprint(e.id)
	e.mu.Unlock()
	e.send(map[string]any{"id": json.RawMessage(id), "method": method, "params": params})
	m, _ := e.await(from, "answer to "+method, func(m *received) bool { return m.Method == "" && string(m.ID) == id })
	return m
}

// call asks for a result and decodes it.
func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	m := e.request(method, params)
	if m.Error != nil {
		e.t.Fatalf("%s: %d %s", method, m.Error.Code, m.Error.Message)
	}
	if result != nil {
		if err := json.Unmarshal(m.Result, result); err != nil {
			e.t.Fatalf("%s: %v in %s", method, err, m.Result)
		}
	}
}

// fullClient is what a client can announce at most, but for pull diagnostics.
const fullClient = `{
	"general": {"positionEncodings": ["utf-16"]},
	"workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"]}, "workspaceFolders": true},
	"textDocument": {
		"publishDiagnostics": {"versionSupport": true, "codeDescriptionSupport": true, "relatedInformation": true, "dataSupport": true, "tagSupport": {"valueSet": [1]}},
		"codeAction": {"codeActionLiteralSupport": {}, "isPreferredSupport": true},
		"hover": {"contentFormat": ["markdown"]},
		"documentSymbol": {"hierarchicalDocumentSymbolSupport": true}
	}
}`

// initialize begins a session on a folder.
func (e *editor) initialize(root, abilities string) initializeResult {
	e.t.Helper()
	return e.initializeWith(map[string]any{
		"processId": 1, "rootUri": uriOf(root), "workspaceFolders": []any{map[string]any{"uri": uriOf(root), "name": "root"}},
		"capabilities": json.RawMessage(abilities),
	})
}

func (e *editor) initializeWith(params any) initializeResult {
	e.t.Helper()
	var r initializeResult
	e.call("initialize", params, &r)
	e.notify("initialized", map[string]any{})
	return r
}

func (e *editor) open(path, text string) {
	e.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": uriOf(path), "languageId": "rust", "version": 1, "text": text},
	})
}

// change replaces the whole text of a document.
func (e *editor) change(path string, version int, text string) {
	e.notify("textDocument/didChange", map[string]any{
		"textDocument": map[string]any{"uri": uriOf(path), "version": version}, "contentChanges": []any{map[string]any{"text": text}},
	})
}

// published waits for diagnostics of a file for which want holds.
func (e *editor) published(from int, path, what string, want func(*publishParams) bool) (*publishParams, int) {
	e.t.Helper()
	var p *publishParams
	_, at := e.await(from, what+" for "+filepath.Base(path), func(m *received) bool {
		if m.Method != "textDocument/publishDiagnostics" {
			return false
		}
		p = &publishParams{}
		if err := json.Unmarshal(m.Params, p); err != nil {
			e.t.Error(err)
			return false
		}
		return p.URI == uriOf(path) && want(p)
	})
	return p, at
}

// lines writes diagnostics as `line:character rule`, sorted as they come.
func lines(diagnostics []protocol.Diagnostic) []string {
	out := []string{}
	for _, d := range diagnostics {
		out = append(out, fmt.Sprintf("%d:%d %v", d.Range.Start.Line+1, d.Range.Start.Character+1, d.Code))
	}
	return out
}

// has says whether diagnostics are exactly these.
func has(want ...string) func(*publishParams) bool {
	return func(p *publishParams) bool { return slices.Equal(lines(p.Diagnostics), want) }
}

// crate writes files below a new folder; names end in the path below it.
func crate(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		put(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// plugin is a library with a constructor that prints.
func plugin() map[string]string {
	return map[string]string{
		"Cargo.toml": pluginManifest,
		"src/lib.rs": "use ctor::ctor;\n\n#[ctor]\nfn init() {\n    greet();\n}\n\nfn greet() {\n    println!(\"hello\");\n}\n",
	}
}

const pluginManifest = "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\nctor = \"0.2\"\n"

// text joins what a test wants to see in one message.
func text(parts ...string) string { return strings.Join(parts, "\n") }
