package workspace

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/cdylib-ls/cdylib-ls/parse/manifest"
)

// CurrentStable is the newest stable compiler that this program's data cover.
const CurrentStable = "1.95"

// editionFrom is the first compiler that knows an edition: a lower bound where
// a manifest states no rust-version.
var editionFrom = map[string]string{"2018": "1.31", "2021": "1.56", "2024": "1.85"}

// compiler reads the toolchain file that rustup would use for dir.
func (l *loader) compiler(dir string) Compiler {
	c := Compiler{To: CurrentStable}
	for up := dir; ; up = filepath.Dir(up) {
		for _, name := range []string{"rust-toolchain", "rust-toolchain.toml"} {
			file := filepath.Join(up, name)
			channel := l.channel(file)
			if channel == "" {
				continue
			}
			c.Source = file
			return pin(c, channel)
		}
		if up == filepath.Dir(up) {
			return c
		}
	}
}

// channel reads either form of a toolchain file: one bare line, or TOML.
func (l *loader) channel(file string) string {
	src, err := l.fs.ReadFile(file, manifest.MaxManifest)
	if err != nil {
		if info, there := l.fs.Stat(file); there == nil && !info.IsDir {
			if d := l.doc(file); d != nil {
				l.report(d)
			}
		}
		return ""
	}
	if text := strings.TrimSpace(string(src)); !strings.ContainsAny(text, "[=\n") {
		return text
	}
	d := l.doc(file)
	if d == nil {
		return ""
	}
	l.report(d)
	return table{doc: d, m: d.Values, sink: &l.problems}.sub("toolchain").str("channel")
}

// pin narrows c to what a toolchain file's channel says.
func pin(c Compiler, channel string) Compiler {
	name, rest, dated := strings.Cut(channel, "-")
	switch name {
	case "stable":
		return c // moves with every release: an upper bound at most
	case "beta", "nightly":
		c.Nightly = name == "nightly"
		if v := versionAt(name, rest); dated && v != "" {
			c.From, c.To, c.Pinned = v, v, true
		}
		return c
	}
	if v := minorOf(name); v != "" {
		c.From, c.To, c.Pinned = v, v, true
	}
	return c
}

// versionAt computes what a dated beta or nightly is: releases come every 42
// days, 1.85 came on 2025-02-20, and nightly runs two versions ahead.
func versionAt(channel, rest string) string {
	if len(rest) < len(time.DateOnly) {
		return ""
	}
	day, err := time.Parse(time.DateOnly, rest[:len(time.DateOnly)])
	if err != nil {
		return ""
	}
	days := int(day.Sub(time.Date(2025, 2, 20, 0, 0, 0, 0, time.UTC)).Hours() / 24)
	minor := 85 + (days+42*85)/42 - 85 + 1
	if channel == "nightly" {
		minor++
	}
	return fmt.Sprintf("1.%d", max(0, minor))
}

// minorOf cuts a version to "major.minor"; "" if it is none.
func minorOf(s string) string {
	v, ok := parseVersion(s)
	if !ok || v.parts == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%d", v.major, v.minor)
}

// lower returns the smaller of two "major.minor"; "" is no bound and smallest.
func lower(a, b string) string {
	va, okA := parseVersion(a)
	vb, okB := parseVersion(b)
	if !okA || !okB {
		return ""
	}
	if va.compare(vb) <= 0 {
		return a
	}
	return b
}

// bound puts the members' lower bound to a range that no file pins. Libraries
// that a process loads decide, where there are any: a program beside them may
// ask for more than they do.
func (c *Compiler) bound(pkgs []*Package) {
	if c.Pinned {
		return
	}
	from, first := "", true
	for _, onlyLibraries := range []bool{true, false} {
		for _, p := range pkgs {
			if onlyLibraries && !p.unloadable() {
				continue
			}
			if first {
				from, first = p.RustVersion, false
			} else {
				from = lower(from, p.RustVersion)
			}
		}
		if !first {
			break
		}
	}
	c.From = from
	// A manifest that asks for more than this program knows is right about it.
	if v, ok := parseVersion(from); ok {
		if to, _ := parseVersion(c.To); v.compare(to) > 0 {
			c.To = from
		}
	}
}

func (p *Package) unloadable() bool {
	for _, t := range p.Targets {
		if t.Unloadable() {
			return true
		}
	}
	return false
}
