package hosts

import "strings"

// Signs are what a library shows of the host that it is made for.
type Signs struct {
	// Crates are the package names of its dependencies, those of workspace
	// packages that it links included.
	Crates []string
	// Exports are the symbols its sources export by name.
	Exports []string
	// Macros are the marks that Macros found in its sources.
	Macros []string
	// Loaders are the dependencies of the workspace's programs.
	Loaders []string
}

// Found is a host with the sign that gave it away, in words.
type Found struct {
	Host *Host
	Sign string
}

// Detect names the host a library is made for; Host is nil where no sign is
// known. An entry point by its full name tells more than one by pattern, that
// more than a macro, that more than a dependency (which may serve the opposite
// purpose: to embed the host), and that more than a loader in the workspace.
func (t *Table) Detect(s Signs) Found {
	var best Found
	weight := 0
	for _, h := range t.hosts {
		if w, sign := h.weigh(s); w > weight {
			best, weight = Found{h, sign}, w
		}
	}
	return best
}

// The weights of the signs; longer export patterns add their length.
const (
	byLoader  = 1
	byCrate   = 2
	byMacro   = 3
	byPattern = 4
	byName    = 1000
)

func (h *Host) weigh(s Signs) (int, string) {
	crate := first(h.Crates, s.Crates)
	weight, sign := 0, ""
	if name := first(h.Loaders, s.Loaders); name != "" {
		weight, sign = byLoader, "a program of the workspace uses `"+name+"`"
	}
	if crate != "" {
		weight, sign = byCrate, "dependency `"+crate+"`"
	}
	for _, m := range h.Macros {
		for _, seen := range s.Macros {
			if m == seen && weight < byMacro {
				weight, sign = byMacro, "`"+shownMacro(m)+"`"
			}
		}
	}
	if h.RequiresCrate && crate == "" {
		return weight, sign
	}
	for _, pattern := range h.Exports {
		for _, name := range s.Exports {
			w := byPattern + len(pattern)
			if !strings.Contains(pattern, "*") {
				w = byName
			} else if h.RequiresCrate {
				w++ // of two hosts with one entry point, the one whose crate is there
			}
			if w > weight && Matches(pattern, name) {
				weight, sign = w, "export `"+name+"`"
			}
		}
	}
	return weight, sign
}

// shownMacro is a mark as people write it.
func shownMacro(m string) string {
	if name, ok := strings.CutPrefix(m, "#"); ok {
		return "#[" + name + "]"
	}
	return m
}

// first returns the first of the wanted packages that is there; packages differ
// in `-` and `_` between manifest and registry.
func first(wanted, there []string) string {
	for _, w := range wanted {
		for _, t := range there {
			if strings.ReplaceAll(w, "-", "_") == strings.ReplaceAll(t, "-", "_") {
				return t
			}
		}
	}
	return ""
}

func matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if Matches(p, name) {
			return true
		}
	}
	return false
}

// Matches compares a name with a pattern whose `*` stand for any text.
func Matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	last := len(parts) - 1
	for _, p := range parts[1:last] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	return strings.HasSuffix(rest, parts[last])
}
