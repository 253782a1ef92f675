package main

import (
	"context"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
)

// TestInterrupted gives the exit code that shells expect after Ctrl-C.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stderr strings.Builder
	p := &program{console.Console{Stdin: strings.NewReader(""), Stdout: new(strings.Builder), Stderr: &stderr, Dir: "../../examples", Getenv: func(string) string { return "" }}}
	if code := p.run(ctx, []string{"check"}); code != exitInterrupted || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("exit %d, %q", code, stderr.String())
	}
}
