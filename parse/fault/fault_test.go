package fault

import (
	"errors"
	"strings"
	"testing"
)

// nilDereference is the kind of mistake that Catch is for.
func nilDereference() int {
	var p *Panic
	return len(p.Stack)
}

func TestCatch(t *testing.T) {
	Expect(t)
	for name, f := range map[string]func(){
		"a value":         func() { panic("boom") },
		"an error":        func() { panic(errors.New("boom")) },
		"several lines":   func() { panic("one\ntwo") },
		"nil dereference": func() { nilDereference() },
		"a panic in a deferred call": func() {
			defer func() { panic("second") }()
			panic("first")
		},
	} {
		p := Catch(f)
		if p == nil {
			t.Errorf("%s: not caught", name)
		} else if text := p.Error(); strings.Contains(text, "\n") || !strings.Contains(text, " at parse/fault/fault_test.go:") {
			t.Errorf("%s: %q", name, text)
		}
	}
	if p := Catch(func() {}); p != nil {
		t.Errorf("caught %v", p)
	}
}

// TestPanicsShowInTests holds that a test which expects no panic sees it.
func TestPanicsShowInTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the panic was swallowed")
		}
	}()
	Catch(func() { panic("boom") })
}
