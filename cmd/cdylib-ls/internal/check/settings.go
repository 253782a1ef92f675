package check

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// printSettings prints the settings that hold for a file, as TOML with the place
// that each is from. The file need not be part of a target.
func printSettings(ctx context.Context, c *console.Console, f *Options) error {
	file := c.Absolute(f.ShowSettings)
	fs := vfs.Disk{}
	set, err := workspace.Load(ctx, fs, []string{file}, f.Workspace)
	if err != nil {
		return err
	}
	for _, ws := range set.Workspaces {
		for _, pkg := range ws.Packages {
			if pkg.Selected {
				s := &settingsWriter{c: c, src: show.NewSources(fs), s: pkg.Settings}
				s.write(ws, pkg, f)
				_, err := c.Stdout.Write([]byte(rules.VisibleLines(s.b.String())))
				return err
			}
		}
	}
	return fmt.Errorf("%s belongs to no package that is checked; name a file of one", f.ShowSettings)
}

// settingsWriter collects the lines.
type settingsWriter struct {
	c   *console.Console
	src *show.Sources
	s   *workspace.Settings
	b   strings.Builder
}

func (w *settingsWriter) write(ws *workspace.Workspace, pkg *workspace.Package, f *Options) {
	fmt.Fprintf(&w.b, "# package `%s`, %s\n", show.Clean(pkg.Name), show.Clean(show.Relative(w.c.Dir, pkg.Manifest)))
	target := "this machine's"
	if f.Workspace.Target != "" {
		target = "--target"
	}
	w.line("target", strconv.Quote(pkg.Target), target)
	profile := "default"
	if f.Workspace.Profile != "" {
		profile = "--profile"
	}
	fmt.Fprintf(&w.b, "# profile %s (%s)\n", ws.Profile.Name, profile)
	w.text("min-glibc", w.s.MinGlibc, "")
	w.text("min-macos", w.s.MinMacOS, "")
	w.text("min-windows", w.s.MinWindows, "")
	w.text("unload", w.s.Unload, "auto")
	w.states("expect-unload", w.s.ExpectUnload)
	w.text("host", w.s.Host, "")
	w.text("panics", w.s.Panics, "explicit")
	w.list("features", w.s.Features)
	w.list("artifact", w.s.Artifact)
	w.list("exclude", w.s.Exclude)
	w.list("host-libraries", w.s.HostLibraries)
	w.list("host-symbols", w.s.HostSymbols)
	w.b.WriteString("\n[rules]\n")
	for _, r := range rules.All() {
		severity, key, ok := rules.Configured(w.s, r.ID, pkg.Dir, w.c.Absolute(f.ShowSettings))
		if !ok {
			severity = r.Severity
		}
		w.rule(r.ID, key, severity)
	}
}

// text prints a key that holds a word; fallback is what holds where it is not set,
// and "" that nothing does.
func (w *settingsWriter) text(key, value, fallback string) {
	switch {
	case value != "":
		w.line(key, strconv.Quote(value), "default")
	case fallback != "":
		w.line(key, strconv.Quote(fallback), "default")
	default:
		fmt.Fprintf(&w.b, "# %s is not set\n", key)
	}
}

// states prints a key that holds a word, or one by platform.
func (w *settingsWriter) states(key string, by map[string]string) {
	if len(by) == 0 {
		fmt.Fprintf(&w.b, "# %s is not set\n", key)
		return
	}
	for _, platform := range slices.Sorted(maps.Keys(by)) {
		name := key
		if platform != "" {
			name += "." + platform
		}
		w.line(name, strconv.Quote(by[platform]), "--"+key)
	}
}

func (w *settingsWriter) list(key string, values []string) {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = strconv.Quote(v)
	}
	w.line(key, "["+strings.Join(quoted, ", ")+"]", "default")
}

// rule prints what a rule weighs, with the name by which a table sets it.
func (w *settingsWriter) rule(id, key string, severity rules.Severity) {
	from := "default"
	if at, ok := w.s.Places[key]; ok {
		from = fmt.Sprintf("%s:%d", show.Relative(w.c.Dir, at.File), w.src.File(at.File).At(at.Span.Start).Line)
		if name, _ := workspace.RuleNamed(key); name != id {
			from += " (" + name + ")"
		}
	}
	fmt.Fprintf(&w.b, "%s = %q  # %s\n", id, severity.String(), from)
}

// line prints a key with the place of its value, or what it is from otherwise.
func (w *settingsWriter) line(dotted, value, otherwise string) {
	if at, ok := w.s.Places[dotted]; ok {
		otherwise = fmt.Sprintf("%s:%d", show.Relative(w.c.Dir, at.File), w.src.File(at.File).At(at.Span.Start).Line)
	}
	fmt.Fprintf(&w.b, "%s = %s  # %s\n", dotted, value, otherwise)
}
