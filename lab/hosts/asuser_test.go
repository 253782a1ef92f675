//go:build linux && !nightly

package hosts

import (
	"errors"
	"testing"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// No host that every run measures wants another user.
func runAsUser(*testing.T, string, trace.Options) (*traced.Document, error) {
	return nil, errors.New("only with -tags nightly")
}
