package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"go.lsp.dev/jsonrpc2"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// Error codes of LSP that jsonrpc2 does not name.
const (
	codeRequestCancelled jsonrpc2.Code = -32800
	codeContentModified  jsonrpc2.Code = -32801
	codeRequestFailed    jsonrpc2.Code = -32803
)

// handler answers one method. Inline ones run on the goroutine that reads, in
// the order of the messages: they change state and return at once. The others
// get the snapshot of the moment at which their message arrived.
type handler struct {
	inline bool
	run    func(s *server, ctx context.Context, snap *snapshot, params json.RawMessage) (any, error)
}

// inline makes a handler that changes state.
func inline[P any](f func(*server, context.Context, *P) (any, error)) handler {
	return handler{true, func(s *server, ctx context.Context, _ *snapshot, raw json.RawMessage) (any, error) {
		p, err := decode[P](raw)
		if err != nil {
			return nil, err
		}
		return f(s, ctx, p)
	}}
}

// query makes a handler that answers from a snapshot.
func query[P any](f func(*server, context.Context, *snapshot, *P) (any, error)) handler {
	return handler{false, func(s *server, ctx context.Context, snap *snapshot, raw json.RawMessage) (any, error) {
		p, err := decode[P](raw)
		if err != nil {
			return nil, err
		}
		return f(s, ctx, snap, p)
	}}
}

func decode[P any](raw json.RawMessage) (*P, error) {
	p := new(P)
	if len(raw) == 0 {
		return p, nil
	}
	if err := json.Unmarshal(raw, p); err != nil {
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "invalid parameters: %v", err)
	}
	return p, nil
}

// handle takes every message in turn. It never fails: an error would end the
// connection.
func (s *server) handle(_ context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
	call, isCall := req.(*jsonrpc2.Call)
	method := req.Method()
	switch method {
	case "exit":
		return s.stream.Close()
	case "$/cancelRequest":
		s.cancel(req.Params())
		return nil
	}
	h, known := handlers[method]
	if err := s.refusal(method, known); err != nil {
		if isCall {
			s.reply(reply, method, nil, err)
		} else if !strings.HasPrefix(method, "$/") {
			s.log.Debug("ignored a notification", "method", method, "reason", err.Error())
		}
		return nil
	}
	if h.inline {
		result, err := s.guard(method, func() (any, error) { return h.run(s, s.ctx, nil, req.Params()) })
		s.reply(reply, method, result, err)
		return nil
	}
	if !isCall {
		return nil // a request without an id: nobody waits for the answer
	}
	s.answer(reply, call, h)
	return nil
}

// Limits of the requests that have no answer yet: their number, and the bytes of their
// parameters together. An editor asks for each document at most, some things at once.
const (
	maxOpen   = 1000
	maxParams = 64 << 20
)

// answer runs a query on a goroutine of its own.
func (s *server) answer(reply jsonrpc2.Replier, call *jsonrpc2.Call, h handler) {
	method, size := call.Method(), len(call.Params())
	ctx, cancel := context.WithCancel(s.ctx)
	s.mu.Lock()
	if s.open >= maxOpen || s.open > 0 && s.held+size > maxParams {
		s.mu.Unlock()
		cancel()
		s.reply(reply, method, nil, jsonrpc2.NewError(codeRequestFailed, "too many requests wait for an answer: this one was not looked at"))
		return
	}
	s.open++
	s.held += size
	s.calls[call.ID()] = cancel
	s.mu.Unlock()
	snap := s.session.current()
	s.work.Go(func() {
		_ = s.stream.out.room(ctx) // an answer that cannot be sent is not worked out
		result, err := s.guard(method, func() (any, error) { return h.run(s, ctx, snap, call.Params()) })
		s.mu.Lock()
		delete(s.calls, call.ID())
		s.mu.Unlock()
		if ctx.Err() != nil {
			result, err = nil, jsonrpc2.NewError(codeRequestCancelled, "cancelled")
		}
		cancel()
		s.reply(reply, method, result, err)
		s.mu.Lock()
		s.open--
		s.held -= size
		s.mu.Unlock()
	})
}

// refusal is the error for a method that cannot be served in this phase or at all.
func (s *server) refusal(method string, known bool) error {
	switch {
	case s.phase == starting && method != "initialize":
		return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "the server waits for initialize")
	case s.phase == running && method == "initialize":
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is initialized already")
	case s.phase == stopping:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shut down and waits for exit")
	case !known:
		return jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "method %q is not supported", method)
	}
	return nil
}

// guard turns a panic, a fault of this program, into an error.
func (s *server) guard(method string, f func() (any, error)) (result any, err error) {
	if p := fault.Catch(func() { result, err = f() }); p != nil {
		s.log.Error("internal error", "method", method, "panic", p.Error(), "stack", string(p.Stack))
		return nil, jsonrpc2.Errorf(jsonrpc2.InternalError, "internal error in %s: %v", method, p.Value)
	}
	return result, err
}

// reply answers a call; for a notification it only logs what went wrong.
func (s *server) reply(reply jsonrpc2.Replier, method string, result any, err error) {
	if err != nil {
		var wire *jsonrpc2.Error
		if !errors.As(err, &wire) {
			err = jsonrpc2.NewError(codeRequestFailed, rules.VisibleLines(err.Error()))
		}
		s.log.Debug("request failed", "method", method, "error", err.Error())
	}
	if err := reply(s.ctx, result, err); err != nil && s.ctx.Err() == nil {
		s.log.Error("cannot reply", "method", method, "error", err.Error())
	}
}

// cancel stops the request with the id, number or string. The library's own
// reading of the parameters takes every number for a float and finds nothing.
func (s *server) cancel(raw json.RawMessage) {
	var p struct {
		ID jsonrpc2.ID `json:"id"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stop, ok := s.calls[p.ID]; ok {
		stop()
	}
}
