package report

import (
	"bytes"
	"strings"
	"testing"

	cdylibls "github.com/cdylib-ls/cdylib-ls"
)

// TestStreamProgress asks that config comes before the first progress, and once.
func TestStreamProgress(t *testing.T) {
	var b bytes.Buffer
	s := newJSONL(&b, &Options{Root: "/ws"})
	for _, err := range []error{s.Begin(), s.Progress("/ws/a", 1, 5), s.Progress("/ws/a", 2, 5), Play(s, &cdylibls.Report{})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var kinds []string
	for line := range strings.Lines(b.String()) {
		kind, _, _ := strings.Cut(strings.TrimPrefix(line, `{"`), `"`)
		kinds = append(kinds, kind)
	}
	if got := strings.Join(kinds, " "); got != "config progress progress summary" {
		t.Errorf("the stream is %s", got)
	}
}
