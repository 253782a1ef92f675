//go:build !linux || !(amd64 || arm64)

package trace

import (
	"context"

	format "github.com/cdylib-ls/cdylib-ls/analysis/trace"
)

// Run runs a host; not on this system.
func Run(context.Context, Options) (*format.Document, error) {
	return nil, &Failure{ExitFailure, ErrUnsupported}
}
