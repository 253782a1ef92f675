package main

import (
	"context"
	"strings"
	"testing"
)

// TestInterrupted gives the exit code that shells expect after Ctrl-C.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stderr strings.Builder
	p := &program{console{stdin: strings.NewReader(""), stdout: new(strings.Builder), stderr: &stderr, dir: "../../examples", getenv: func(string) string { return "" }}}
	if code := p.run(ctx, []string{"check"}); code != exitInterrupted || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("exit %d, %q", code, stderr.String())
	}
}
