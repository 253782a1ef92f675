package workspace

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"stdio-in-ctor", "unload", "off", "my_feature", strings.Repeat("a", maxWord+1)}
	for word, want := range map[string]string{
		"stdio_in_ctor": "stdio-in-ctor", "STDIO-IN-CTR": "stdio-in-ctor", "unlod": "unload", "on": "",
		"my-feature": "my_feature", "of": "off", "x": "", "": "", "nothing-like-it": "",
		strings.Repeat("a", maxWord+1): "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}
