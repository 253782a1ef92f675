package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// tasks are the long works that the client shows and may cancel.
type tasks struct {
	server *server

	mu     sync.Mutex // guards all below
	number int
	stops  map[string]context.CancelFunc // by token
}

func newTasks(s *server) *tasks { return &tasks{server: s, stops: map[string]context.CancelFunc{}} }

// task is one work under way. A nil one is not shown.
type task struct {
	tasks *tasks
	token string
}

// begin shows a work to clients that can show it, and gives it a context that
// the client can cancel. The caller ends it.
func (t *tasks) begin(ctx context.Context, title string) (context.Context, *task) {
	if !t.server.client.Window.WorkDoneProgress {
		return ctx, nil
	}
	t.mu.Lock()
	t.number++
	token := fmt.Sprintf("cdylib-ls-%d", t.number)
	t.mu.Unlock()
	asking, done := context.WithTimeout(ctx, clientTimeout)
	err := t.server.ask(asking, "window/workDoneProgress/create", map[string]string{"token": token}, nil)
	done()
	if err != nil {
		return ctx, nil
	}
	ctx, stop := context.WithCancel(ctx)
	t.mu.Lock()
	t.stops[token] = stop
	t.mu.Unlock()
	k := &task{t, token}
	k.send(&protocol.WorkDoneProgressBegin{Kind: protocol.WorkDoneProgressKindBegin, Title: title, Cancellable: true})
	return ctx, k
}

// report shows how far the work is.
func (k *task) report(done, total int, message string) {
	if k == nil || total == 0 {
		return
	}
	k.send(&protocol.WorkDoneProgressReport{
		Kind: protocol.WorkDoneProgressKindReport, Message: rules.Visible(message), Percentage: uint32(100 * min(done, total) / total), Cancellable: true,
	})
}

// end takes the work off the display.
func (k *task) end() {
	if k == nil {
		return
	}
	k.tasks.mu.Lock()
	stop := k.tasks.stops[k.token]
	delete(k.tasks.stops, k.token)
	k.tasks.mu.Unlock()
	stop()
	k.send(&protocol.WorkDoneProgressEnd{Kind: protocol.WorkDoneProgressKindEnd})
}

func (k *task) send(value any) {
	k.tasks.server.notify("$/progress", map[string]any{"token": k.token, "value": value})
}

// cancelProgress is window/workDoneProgress/cancel.
func (s *server) cancelProgress(_ context.Context, p *struct {
	Token json.RawMessage `json:"token"`
}) (any, error) {
	var token string
	if json.Unmarshal(p.Token, &token) != nil {
		return nil, nil // not one of ours
	}
	s.tasks.mu.Lock()
	stop := s.tasks.stops[token]
	s.tasks.mu.Unlock()
	if stop != nil {
		stop()
	}
	return nil, nil
}
