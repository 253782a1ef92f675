package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
)

func wantCode(t *testing.T, m received, code int) {
	t.Helper()
	if m.Error == nil || m.Error.Code != code {
		t.Errorf("answer %s, error %v; want code %d", m.Result, m.Error, code)
	}
}

// TestLifecycle walks through a connection's phases.
func TestLifecycle(t *testing.T) {
	e := start(t)
	hover := map[string]any{"textDocument": map[string]any{"uri": "file:///x.rs"}, "position": map[string]any{"line": 0, "character": 0}}
	wantCode(t, e.request("textDocument/hover", hover), -32002)
	e.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": "file:///x.rs", "version": 1, "text": ""}})
	r := e.initialize(crate(t, plugin()), `{}`)
	if r.Capabilities.PositionEncoding != utf16Units || r.ServerInfo.Name != "cdylib-ls" {
		t.Errorf("%+v", r)
	}
	wantCode(t, e.request("initialize", map[string]any{}), -32600)
	wantCode(t, e.request("no/such/method", nil), -32601)
	wantCode(t, e.request("textDocument/hover", []int{1}), -32602)
	e.notify("no/such/notification", nil)
	e.notify("$/unknown", nil)
	e.notify("$/setTrace", map[string]any{"value": "off"})
	e.raw("Content-Length: 3\r\n\r\n{x}")
	if m, _ := e.await(0, "parse error", func(m *received) bool { return m.Error != nil && m.Error.Code == -32700 }); string(m.ID) != "null" {
		t.Errorf("the parse error is for %s", m.ID)
	}
	if m := e.request("shutdown", nil); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("shutdown: %s, %v", m.Result, m.Error)
	}
	wantCode(t, e.request("textDocument/hover", hover), -32600)
	e.notify("exit", nil)
	e.waitEnd()
	if !e.result {
		t.Error("shutdown and exit are no orderly end")
	}
}

// TestDisorderlyEnds: exit without shutdown, and the end of input.
func TestDisorderlyEnds(t *testing.T) {
	for name, end := range map[string]func(*editor){
		"exit":                   func(e *editor) { e.notify("exit", nil) },
		"end of input":           func(e *editor) { e.in.Close() },
		"a header without bound": func(e *editor) { e.raw(strings.Repeat("x", 128<<10)) },
	} {
		t.Run(name, func(t *testing.T) {
			e := start(t)
			e.initialize(crate(t, plugin()), fullClient)
			go end(e)
			e.waitEnd()
			if e.result {
				t.Error("the end passes for orderly")
			}
		})
	}
}

// TestPanic: a fault in a handler is an error reply, and the server lives on.
func TestPanic(t *testing.T) {
	fault.Expect(t)
	handlers["test/panic"] = inline(func(*server, context.Context, *struct{}) (any, error) { panic("oops") })
	handlers["test/panicLater"] = query(func(*server, context.Context, *snapshot, *struct{}) (any, error) { panic("oops") })
	defer delete(handlers, "test/panic")
	defer delete(handlers, "test/panicLater")
	e := start(t)
	e.initialize(crate(t, plugin()), fullClient)
	for _, method := range []string{"test/panic", "test/panicLater"} {
		m := e.request(method, nil)
		wantCode(t, m, -32603)
	}
	e.await(0, "log of the panic", func(m *received) bool {
		return m.Method == "window/logMessage" && strings.Contains(string(m.Params), "oops")
	})
	wantCode(t, e.request("no/such/method", nil), -32601)
}

// TestCancellation cancels requests by numbers and by strings at random moments:
// each gets exactly one answer.
func TestCancellation(t *testing.T) {
	waiting := make(chan struct{}, 1)
	handlers["test/wait"] = query(func(_ *server, ctx context.Context, _ *snapshot, _ *struct{}) (any, error) {
		waiting <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	})
	defer delete(handlers, "test/wait")
	e := start(t)
	dir := crate(t, plugin())
	e.initialize(dir, fullClient)
	for _, id := range []string{"7", `"seven"`} {
		e.send(map[string]any{"id": json.RawMessage(id), "method": "test/wait"})
		<-waiting
		e.notify("$/cancelRequest", map[string]any{"id": json.RawMessage(id)})
		m, _ := e.await(0, "answer to the cancelled request", func(m *received) bool { return string(m.ID) == id })
		wantCode(t, m, -32800)
	}

	r := rand.New(rand.NewPCG(1, 2))
	const requests = 300
	for i := range requests {
		id := json.RawMessage(fmt.Sprint(1000 + i))
		if i%2 == 1 {
			id = json.RawMessage(fmt.Sprintf("%q", id))
		}
		e.send(map[string]any{"id": id, "method": "textDocument/hover", "params": map[string]any{
			"textDocument": map[string]any{"uri": uriOf(filepath.Join(dir, "src/lib.rs"))}, "position": map[string]any{"line": r.IntN(9), "character": r.IntN(9)},
		}})
		if i%10 == 0 {
			e.change(filepath.Join(dir, "src/lib.rs"), i, "fn a() {}\n") // a new snapshot
		}
		if r.IntN(3) > 0 {
			e.notify("$/cancelRequest", map[string]any{"id": id})
		}
	}
	e.request("shutdown", nil)
	answers := map[string]int{}
	for from := 0; len(answers) < requests; {
		var m received
		m, from = e.await(from, "answer", func(m *received) bool { return m.Method == "" && len(strings.Trim(string(m.ID), `"`)) == 4 })
		from++
		answers[string(m.ID)]++
	}
	e.notify("exit", nil)
	_, end := e.await(0, "end", func(m *received) bool { return m.Method == "end" })
	clear(answers)
	for _, m := range e.sofar()[:end] {
		if m.Method == "" {
			answers[string(m.ID)]++
		}
	}
	for id, n := range answers {
		if n != 1 {
			t.Errorf("%d answers to %s", n, id)
		}
	}
}

// TestTrace: the trace has all messages of both sides, and the output frames only.
func TestTrace(t *testing.T) {
	var trace strings.Builder
	e := start(t, func(o *Options) { o.Trace = &trace })
	e.initialize(crate(t, plugin()), fullClient)
	e.request("shutdown", nil)
	e.notify("exit", nil)
	e.waitEnd()
	for _, want := range []string{`-> {"id":1,"jsonrpc":"2.0","method":"initialize"`, `<- {"jsonrpc":"2.0","result":{"capabilities":`, `"method":"exit"`} {
		if !strings.Contains(trace.String(), want) {
			t.Errorf("no %s in\n%s", want, trace.String())
		}
	}
}
