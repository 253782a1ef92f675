package workspace

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

var update = flag.Bool("update", false, "write what Load says into the scenarios")

// scenario is one file of testdata/load: `key: value` lines that set options,
// then files, each after a `-- name --` line; `want` is the expected summary.
// That is the txtar format; the reader is shorter than the dependency's go.sum.
type scenario struct {
	head  string
	names []string
	files map[string]string
}

func readScenario(text string) *scenario {
	s := &scenario{files: map[string]string{}}
	name := ""
	for line := range strings.Lines(text) {
		if inner, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok && strings.HasSuffix(inner, " --") {
			name = strings.TrimSuffix(inner, " --")
			s.names = append(s.names, name)
			s.files[name] = ""
			continue
		}
		if name == "" {
			s.head += line
		} else {
			s.files[name] += line
		}
	}
	return s
}

// option returns the words after `key:` in the head.
func (s *scenario) option(key string) []string {
	for line := range strings.Lines(s.head) {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			return strings.Fields(rest)
		}
	}
	return nil
}

func (s *scenario) has(key string) bool { return strings.Contains("\n"+s.head, "\n"+key+":") }

func (s *scenario) write(t *testing.T) string {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s.writeTo(t, dir)
	return dir
}

func (s *scenario) writeTo(t testing.TB, dir string) {
	for name, text := range s.files {
		if name == "want" {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLoad(t *testing.T) {
	t.Setenv("CARGO_TARGET_DIR", "") // set back at the end; cargo refuses an empty one
	if err := os.Unsetenv("CARGO_TARGET_DIR"); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("testdata/load/*.txtar")
	if len(files) == 0 {
		t.Fatal("no scenarios")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := readScenario(string(text))
			dir := s.write(t)
			opts := Options{CargoHome: filepath.Join(dir, "home"), Target: "x86_64-unknown-linux-gnu", Features: s.option("features")}
			if s.has("target") {
				opts.Target = strings.Join(s.option("target"), "")
			}
			opts.Profile = strings.Join(s.option("profile"), "")
			var paths []string
			for _, p := range append(s.option("paths"), "")[:max(1, len(s.option("paths")))] {
				paths = append(paths, filepath.Join(dir, p))
			}
			set, err := Load(context.Background(), vfs.Disk{}, paths, opts)
			got := describe(set, err, dir)
			if *update {
				s.files["want"] = got
				s.save(t, file)
			} else if got != s.files["want"] {
				t.Errorf("got:\n%s\nwant:\n%s", got, s.files["want"])
			}
			if s.has("cargo") && err == nil && !testing.Short() {
				compareWithCargo(t, dir)
			}
		})
	}
}

func (s *scenario) save(t *testing.T, file string) {
	var b strings.Builder
	b.WriteString(s.head)
	if !slices.Contains(s.names, "want") {
		s.names = append(s.names, "want")
	}
	for _, name := range s.names {
		fmt.Fprintf(&b, "-- %s --\n%s", name, s.files[name])
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// describe writes everything that scenarios can expect, relative to dir.
func describe(set *Set, err error, dir string) string {
	var b strings.Builder
	if err != nil {
		fmt.Fprintf(&b, "error %s\n", err)
	}
	if set != nil {
		for _, w := range set.Workspaces {
			describeWorkspace(&b, w)
		}
		for _, p := range set.Problems {
			fmt.Fprintf(&b, "%s %s%s: %s\n", p.Rule, p.File, where(p.File, p.Span), p.Message)
		}
	}
	return strings.ReplaceAll(b.String(), dir+"/", "")
}

func describeWorkspace(b *strings.Builder, w *Workspace) {
	c := w.Compiler
	fmt.Fprintf(b, "workspace %s %s %s..%s", w.Manifest, w.Target, c.From, c.To)
	if c.Source != "" {
		fmt.Fprintf(b, " pinned=%v nightly=%v by %s", c.Pinned, c.Nightly, c.Source)
	}
	p := w.Profile
	fmt.Fprintf(b, "\n  profile %s opt=%s debug=%v panic=%s lto=%s strip=%s\n", p.Name, p.OptLevel, p.DebugAssertions, p.Panic, p.LTO, p.Strip)
	for _, f := range w.Rustflags {
		fmt.Fprintf(b, "  flag %s %s%s\n", f.Text, f.File, where(f.File, f.Span))
	}
	for _, p := range w.Packages {
		describePackage(b, p, "  ", map[*Package]bool{})
	}
}

func describePackage(b *strings.Builder, p *Package, indent string, seen map[*Package]bool) {
	mark := map[bool]string{true: " selected"}[p.Selected] + map[bool]string{true: " proc-macro"}[p.ProcMacro]
	fmt.Fprintf(b, "%s%s %s %s %s rust=%s%s features=%v", indent, p.Source, p.Name, p.Version, p.Edition, p.RustVersion, mark, slices.Sorted(maps.Keys(p.Features)))
	if len(p.Env.Possible) > 0 {
		fmt.Fprintf(b, " possible=%v", slices.Sorted(maps.Keys(p.Env.Possible)))
	}
	rules := map[string]string{}
	for _, l := range p.Settings.Levels {
		maps.Copy(rules, l.Rules)
	}
	if s := p.Settings; s.MinGlibc+s.Unload != "" || len(rules) > 0 {
		fmt.Fprintf(b, " settings=%s,%s,%v", s.MinGlibc, s.Unload, rules)
	}
	b.WriteString("\n")
	for _, t := range p.Targets {
		fmt.Fprintf(b, "%s  %s %s %v %s", indent, [...]string{"lib", "bin", "example"}[t.Kind], t.Name, t.CrateTypes, t.Path)
		if p.Member {
			fmt.Fprintf(b, " types%s name%s", where(p.Manifest, t.CrateTypeSpan), where(p.Manifest, t.NameSpan))
		}
		b.WriteString("\n")
	}
	if seen[p] {
		return
	}
	seen[p] = true
	for _, d := range p.Deps {
		fmt.Fprintf(b, "%s  dep %s %s %s", indent, d.Name, d.Package, d.Version)
		if p.Member {
			b.WriteString(where(p.Manifest, d.Span))
		}
		to := d.Resolved()
		b.WriteString(map[bool]string{true: " without sources"}[to == nil] + "\n")
		if to != nil && !to.Member && len(seen) < 50 {
			describePackage(b, to, indent+"    ", seen)
		}
	}
}

// where is `:line:column-column` of a span.
func where(file string, s rust.Span) string {
	data, err := os.ReadFile(file)
	if err != nil || s.End > len(data) {
		return fmt.Sprintf(":%v", s)
	}
	line := 1 + strings.Count(string(data[:s.Start]), "\n")
	start := s.Start - strings.LastIndexByte(string(data[:s.Start]), '\n')
	if text := string(data[s.Start:s.End]); strings.Contains(text, "\n") {
		return fmt.Sprintf(":%d:%d-…", line, start)
	}
	return fmt.Sprintf(":%d:%d-%d", line, start, start+s.End-s.Start)
}

// memory is an FS for fuzzing and benchmarks.
type memory map[string]string

func (m memory) ReadFile(path string, limit int64) ([]byte, error) {
	if text, ok := m[path]; ok {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "read", Path: path, Err: fs.ErrNotExist}
}

func (m memory) ReadDir(dir string) ([]vfs.Entry, error) {
	found := map[string]vfs.Entry{}
	for path := range m {
		rest, ok := strings.CutPrefix(path, strings.TrimSuffix(dir, "/")+"/")
		if !ok {
			continue
		}
		name, _, isDir := strings.Cut(rest, "/")
		found[name] = vfs.Entry{Name: name, IsDir: isDir}
	}
	if len(found) == 0 {
		return nil, &fs.PathError{Op: "read", Path: dir, Err: fs.ErrNotExist}
	}
	var out []vfs.Entry
	for _, name := range slices.Sorted(maps.Keys(found)) {
		out = append(out, found[name])
	}
	return out, nil
}

func (m memory) Stat(path string) (vfs.Entry, error) {
	if text, ok := m[path]; ok {
		return vfs.Entry{Name: filepath.Base(path), Size: int64(len(text))}, nil
	}
	if _, err := m.ReadDir(path); err == nil {
		return vfs.Entry{Name: filepath.Base(path), IsDir: true}, nil
	}
	return vfs.Entry{}, &fs.PathError{Op: "stat", Path: path, Err: fs.ErrNotExist}
}

func TestSymlinkLoop(t *testing.T) {
	dir := t.TempDir()
	s := readScenario("-- a/Cargo.toml --\n[package]\nname = \"a\"\n-- a/src/lib.rs --\n-- ws/Cargo.toml --\n[workspace]\nmembers = [\"x/**\"]\n")
	for name, text := range s.files {
		os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755)
		os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644)
	}
	os.MkdirAll(filepath.Join(dir, "ws/x"), 0o755)
	for from, to := range map[string]string{"a/up": "..", "ws/x/loop": "..", "self": "self", "a/Cargo.lock": "Cargo.lock"} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Fatal(err)
		}
	}
	set, err := Load(context.Background(), vfs.Disk{}, []string{dir}, Options{CargoHome: dir + "/home"})
	if err != nil || len(set.Workspaces) != 1 || set.Workspaces[0].Packages[0].Name != "a" {
		t.Errorf("%v, %v", err, set)
	}
}

func TestLoadErrors(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "x.txt"), nil, 0o644)
	for _, path := range []string{dir, filepath.Join(dir, "none"), filepath.Join(dir, "x.txt")} {
		_, err := Load(context.Background(), vfs.Disk{}, []string{path}, Options{CargoHome: dir})
		if err == nil || !strings.HasPrefix(err.Error(), path+": ") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", path, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Load(ctx, vfs.Disk{}, []string{dir}, Options{CargoHome: dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
