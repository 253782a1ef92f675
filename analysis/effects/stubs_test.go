package effects

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// Every std path of the effect rows exists in the stub, so that a typing error
// in a row is found; modules that the stub leaves out are not checked.
func TestStdPathsAreInTheStub(t *testing.T) {
	tab := table(t)
	known := stubPaths("std", tab.Stubs()["std"])
	if !known["std::thread::spawn"] || !known["slice::copy_from_slice"] || !known["std::boxed::Box::from_raw"] {
		t.Fatal("the stub's own paths are not found")
	}
	for _, r := range tab.Rows() {
		crate, _, _ := strings.Cut(r.Path, "::")
		if tab.Stubs()[crate] == "" && !primitives[crate] || crate != "std" && !primitives[crate] {
			continue
		}
		last := r.Path[strings.LastIndex(r.Path, "::")+2:]
		if strings.HasSuffix(last, "!") || strings.HasPrefix(last, "_") || !covered(r.Path, known) {
			continue
		}
		if up, _ := parent(r.Path); unicode.IsUpper(rune(last[0])) && known[up] && !r.Prefix {
			continue // an enum's variant
		}
		if !known[r.Path] {
			t.Errorf("%s: %s is not in stubs/std.rs", r.File, r.Path)
		}
	}
}

// covered reports whether the modules of path are in the stub.
func covered(path string, known map[string]bool) bool {
	segs := strings.Split(path, "::")
	for i := 2; i < len(segs); i++ {
		if unicode.IsUpper(rune(segs[i-1][0])) {
			break
		}
		if !known[strings.Join(segs[:i], "::")] {
			return primitives[segs[0]]
		}
	}
	return true
}

func TestStubsAreBalanced(t *testing.T) {
	for crate, text := range table(t).Stubs() {
		if n := strings.Count(text, "{") - strings.Count(text, "}"); n != 0 {
			t.Errorf("stub %s: braces differ by %d", crate, n)
		}
		if strings.Contains(text, "todo!") || strings.Contains(text, "unimplemented!()") {
			t.Errorf("stub %s has bodies", crate)
		}
	}
}

var (
	stubMod  = regexp.MustCompile(`^(?:pub )?mod (\w+) \{$`)
	stubType = regexp.MustCompile(`^(?:pub )?(?:unsafe )?(?:trait|struct|enum|union|type) (\w+)`)
	stubFn   = regexp.MustCompile(`^(?:pub )?(?:const |unsafe |async )*fn (\w+)`)
	stubImpl = regexp.MustCompile(`^(?:unsafe )?impl(.*) \{$`)
)

// stubPaths reads a stub line by line: stubs put one item head on a line.
func stubPaths(crate, text string) map[string]bool {
	known := map[string]bool{}
	stack := []string{crate}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		at := stack[len(stack)-1]
		inside := at
		switch {
		case strings.HasPrefix(line, "//"):
			continue
		case stubMod.MatchString(line):
			inside = at + "::" + stubMod.FindStringSubmatch(line)[1]
			known[inside] = true
		case stubImpl.MatchString(line):
			inside = implTarget(at, crate, stubImpl.FindStringSubmatch(line)[1])
		case stubType.MatchString(line):
			inside = at + "::" + stubType.FindStringSubmatch(line)[1]
			known[inside] = true
		case stubFn.MatchString(line):
			known[at+"::"+stubFn.FindStringSubmatch(line)[1]] = true
		}
		switch {
		case strings.HasSuffix(line, "{"):
			stack = append(stack, inside)
		case line == "}" || line == "};":
			stack = stack[:len(stack)-1]
		}
	}
	return known
}

// implTarget is the path of the type in an impl's head.
func implTarget(at, crate, head string) string {
	if strings.HasPrefix(head, "<") {
		depth := 0
		for i, c := range head {
			if c == '<' {
				depth++
			} else if c == '>' && head[i-1] != '-' {
				if depth--; depth == 0 {
					head = head[i+1:]
					break
				}
			}
		}
	}
	if i := strings.LastIndex(head, " for "); i >= 0 {
		head = head[i+5:]
	}
	head = strings.TrimSpace(head)
	for _, p := range []string{"&mut ", "&", "dyn "} {
		head = strings.TrimPrefix(head, p)
	}
	switch {
	case strings.HasPrefix(head, "*"):
		return "pointer"
	case strings.HasPrefix(head, "["):
		return "slice"
	}
	head, _, _ = strings.Cut(head, "<")
	if primitives[head] {
		return head
	}
	if rest, ok := strings.CutPrefix(head, "crate::"); ok {
		return crate + "::" + rest
	}
	return at + "::" + head
}
