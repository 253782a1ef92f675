package rules

import (
	"strconv"
	"strings"
)

// compilerTo is the newest compiler that may build the workspace, "" if unknown.
func (p *Pass) compilerTo() string {
	if p.Result.Workspace == nil {
		return ""
	}
	return p.Result.Workspace.Compiler.To
}

// before reports whether compiler version a ("1.82") is older than b. An
// unknown version is not.
func before(a, b string) bool {
	x, okA := minor(a)
	y, okB := minor(b)
	return okA && okB && x < y
}

func minor(v string) (int, bool) {
	rest, ok := strings.CutPrefix(v, "1.")
	if !ok {
		return 0, false
	}
	rest, _, _ = strings.Cut(rest, ".")
	n, err := strconv.Atoi(rest)
	return n, err == nil
}
