package lsp

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/rules"
)

// logHandler writes the log as text, and sends it to the client too.
type logHandler struct {
	slog.Handler
	server *server
}

func newLogHandler(s *server, w io.Writer) *logHandler {
	return &logHandler{Handler: slog.NewTextHandler(w, &slog.HandlerOptions{Level: s.level}), server: s}
}

// Handle implements slog.Handler.
func (h *logHandler) Handle(ctx context.Context, r slog.Record) error {
	if s := h.server; s.conn != nil {
		var text strings.Builder
		text.WriteString(r.Message)
		r.Attrs(func(a slog.Attr) bool {
			text.WriteString(" " + a.Key + "=" + a.Value.String())
			return true
		})
		s.notify("window/logMessage", &protocol.LogMessageParams{Type: messageType(r.Level), Message: rules.VisibleLines(text.String())})
	}
	return h.Handler.Handle(ctx, r)
}

func messageType(l slog.Level) protocol.MessageType {
	switch {
	case l >= slog.LevelError:
		return protocol.MessageTypeError
	case l >= slog.LevelWarn:
		return protocol.MessageTypeWarning
	case l >= slog.LevelInfo:
		return protocol.MessageTypeInfo
	}
	return protocol.MessageTypeLog
}
