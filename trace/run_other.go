//go:build !linux || !(amd64 || arm64)

package trace

import (
	"context"
	"os"

	format "github.com/cdylib-ls/cdylib-ls/analysis/trace"
)

// Run runs a host; not on this system.
func Run(context.Context, Options) (*format.Document, error) {
	return nil, &Failure{ExitFailure, ErrUnsupported}
}

// Session is a host that is traced by whoever starts it; there is none here.
type Session struct{}

// Prepare fails on this system.
func Prepare(Options) (*Session, error) { return nil, &Failure{ExitFailure, ErrUnsupported} }

// Environment is never called: there is no Session.
func (*Session) Environment() []string { return nil }

// Discard is never called.
func (*Session) Discard() {}

// Finish is never called.
func (*Session) Finish(string, *os.ProcessState) (*format.Document, error) {
	return nil, &Failure{ExitFailure, ErrUnsupported}
}
