package grammar

import (
	"context"
	"errors"
	"strings"
	"testing"

	sitter "github.com/smacker/go-tree-sitter"
)

func parserOf(t *testing.T, get func() (*sitter.Language, error)) *sitter.Parser {
	t.Helper()
	l, err := get()
	if err != nil {
		t.Fatal(err)
	}
	p := sitter.NewParser()
	t.Cleanup(p.Close)
	p.SetLanguage(l)
	return p
}

// TestLimit parses texts on which the recovery from errors takes work that grows with the
// square of their length. Whether they end at the limit depends on nothing but the text:
// not on what the parser has read before. The next text is read as if nothing had been.
func TestLimit(t *testing.T) {
	l, err := Rust()
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	good := []byte("fn f() -> u8 { 1 }")
	for name, text := range map[string][]byte{
		"list":     []byte(strings.Repeat("a,", 600)),
		"strings":  []byte(strings.Repeat("r#\"", 400)),
		"quotes":   []byte(strings.Repeat("'''\n", 400)),
		"generics": []byte(strings.Repeat("'a: ", 400)),
	} {
		p := parserOf(t, Rust)
		need := Steps(p, text)
		if warm := Steps(p, text); need < margin(len(text)) || warm > need || need-warm > margin(len(text)) {
			t.Errorf("%s: %d steps, then %d", name, need, warm)
		}
		for limit, want := range map[int64]error{need - 1: ErrLimit, need: nil, need / 2: ErrLimit} {
			tree, err := parse(ctx, l, p, nil, text, limit)
			if !errors.Is(err, want) {
				t.Errorf("%s: %d steps, limit %d: %v", name, need, limit, err)
			}
			if err == nil {
				tree.Close()
			}
			tree, err = parse(ctx, l, p, nil, good, 1<<20)
			if err != nil || tree.RootNode().HasError() {
				t.Errorf("%s: the next text: %v", name, err)
			}
		}
	}
}

// TestSteps holds that ordinary texts stay far below the limit, and that the work is
// counted: twice the text takes twice the steps.
func TestSteps(t *testing.T) {
	for _, c := range []struct {
		grammar func() (*sitter.Language, error)
		text    string
	}{
		{Rust, "pub fn f<T: Into<u8>>(t: T) -> Option<u8> { if true { Some(t.into()) } else { None } } // c\n"},
		{TOML, "[[bin]]\nname = \"a\"\npath = 'b' # c\nfeatures = [\"x\", \"y\"]\n"},
	} {
		p := parserOf(t, c.grammar)
		one, two := Steps(p, []byte(strings.Repeat(c.text, 1000))), Steps(p, []byte(strings.Repeat(c.text, 2000)))
		if perByte := float64(one) / float64(1000*len(c.text)); perByte < 1 || perByte > 10 {
			t.Errorf("%.1f steps a byte", perByte)
		}
		if ratio := float64(two) / float64(one); ratio < 1.9 || ratio > 2.1 {
			t.Errorf("twice the text takes %.2f times the steps", ratio)
		}
	}
}
