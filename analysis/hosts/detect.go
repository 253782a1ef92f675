package hosts

import (
	"slices"
	"strings"
)

// Signs are what a library shows of the host that it is made for.
type Signs struct {
	// Crates are the package names of its dependencies, those of workspace
	// packages that it links included.
	Crates []string
	// BuildCrates are the build dependencies of the package itself, Metadata the keys of
	// its [package.metadata].
	BuildCrates, Metadata []string
	// Exports are the symbols its sources export by name, Params what they take (see
	// Export) where they are functions.
	Exports []string
	Params  map[string]string
	// Words are the identifiers of RequiredWords that its sources hold.
	Words []string
	// Linked tells that packages of the workspace link the library and that nothing in
	// it opens libraries by name.
	Linked bool
	// Headers tells that the library comes with a header for C and as an archive too, as
	// programs link it.
	Headers bool
	// ELF tells that the library is made for a platform with ELF files.
	ELF bool
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
	byLinked  = 1
	byLoader  = 2
	byCrate   = 3
	byMacro   = 4
	byPattern = 5
	byName    = 1000
)

func (h *Host) weigh(s Signs) (int, string) {
	crate := first(h.Crates, s.Crates)
	weight, sign := 0, ""
	if h.ELF && !s.ELF {
		return 0, ""
	}
	if h.Linked && s.Linked {
		weight, sign = byLinked, "packages of the workspace link it"
	}
	if h.Headers && s.Headers && weight < byLinked {
		weight, sign = byLinked, "a header and a `staticlib`"
	}
	if name := first(h.Loaders, s.Loaders); name != "" {
		weight, sign = byLoader, "a program of the workspace uses `"+name+"`"
	}
	if crate != "" {
		weight, sign = byCrate, "dependency `"+crate+"`"
	}
	if name := first(h.BuildCrates, s.BuildCrates); name != "" && weight < byCrate {
		weight, sign = byCrate, "build dependency `"+name+"`"
	}
	if key := first(h.Metadata, s.Metadata); key != "" {
		weight, sign = byMacro, "`package.metadata."+key+"`"
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
	if len(h.RequiresWords) > 0 && crate == "" && first(h.RequiresWords, s.Words) == "" {
		return weight, sign
	}
	for _, pattern := range h.Exports {
		for _, name := range s.Exports {
			if !h.fits(name, s.Params) {
				continue
			}
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

// fits reports whether an export takes what the function of libc takes whose name it
// has, where the table tells.
func (h *Host) fits(name string, params map[string]string) bool {
	for _, s := range h.Signatures {
		f := strings.Fields(s)
		if f[0] != name {
			continue
		}
		got, known := params[name]
		return known && (slices.Contains(f[1:], got) || len(f) == 1 && got == "")
	}
	return true
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
