package console

import (
	"strings"
	"testing"
)

// TestColors asks for colours in the ways that other programs are asked, into a pipe.
func TestColors(t *testing.T) {
	for _, c := range []struct {
		env  string
		want bool
	}{
		{"", false},
		{"CLICOLOR_FORCE=1", true},
		{"CLICOLOR_FORCE=0", false},
		{"FORCE_COLOR=1", true},
		{"FORCE_COLOR=0", false},
		{"CARGO_TERM_COLOR=always", true},
		{"CARGO_TERM_COLOR=auto", false},
		{"FORCE_COLOR=1 CARGO_TERM_COLOR=never", true},
		{"FORCE_COLOR=1 NO_COLOR=1", false},
	} {
		p := &Console{Stdout: new(strings.Builder), Getenv: func(name string) string {
			for _, pair := range strings.Fields(c.env) {
				if value, ok := strings.CutPrefix(pair, name+"="); ok {
					return value
				}
			}
			return ""
		}}
		if got := p.Colored("auto", ""); got != c.want {
			t.Errorf("%q: colours %t, want %t", c.env, got, c.want)
		}
		if !p.Colored("always", "") || p.Colored("never", "") {
			t.Errorf("%q weighs more than the flag", c.env)
		}
	}
}
