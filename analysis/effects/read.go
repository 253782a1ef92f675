package effects

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/BurntSushi/toml"
)

// effectFiles are the data files that hold effect rows.
var effectFiles = []string{"effects.toml", "crates.toml"}

const registrationFile = "registrations.toml"

type rawRow struct {
	Path      string    `toml:"path"`
	Paths     []string  `toml:"paths"`
	Kinds     []Kind    `toml:"kinds"`
	What      string    `toml:"what"`
	Since     string    `toml:"since"`
	Until     string    `toml:"until"`
	When      []Moment  `toml:"when"`
	Calls     []int     `toml:"calls"`
	Keeps     []int     `toml:"keeps"`
	Catches   bool      `toml:"catches"`
	Callback  *Callback `toml:"callback"`
	DebugOnly bool      `toml:"debug-only"`
	Value     *Value    `toml:"value"`
	Pool      string    `toml:"pool"`
	Extension bool      `toml:"extension"`

	Registrar *Registrar `toml:"registrar"`
	With      []string   `toml:"with"`
	Unless    []string   `toml:"unless"`
	Unwrapped bool       `toml:"unwrapped"`
	Symbols   []string   `toml:"symbols"`
	Unended   bool       `toml:"unended"`
	Lives     Life       `toml:"lives"`
	UndoneBy  []string   `toml:"undone-by"`
	State     State      `toml:"state"`
	Features  []string   `toml:"features"`
	OfStatic  bool       `toml:"of-static"`
	Unlikely  string     `toml:"unlikely"`
	Note      string     `toml:"note"`
	Source    string     `toml:"source"`
}

type effectFile struct {
	Guard   []*Guard      `toml:"guard"`
	Effect  []rawRow      `toml:"effect"`
	Crate   []*Crate      `toml:"crate"`
	Nothing []NothingLeft `toml:"nothing-left"`
}

const constantsFile = "constants.toml"

type constants struct {
	Accepts []string `toml:"accepts-constants"`
}

// read builds a table from the files and reports every fault it finds.
func read(files fs.FS) (*Table, error) {
	t := &Table{
		exact:    map[string][]*Row{},
		prefixes: map[string][]*Row{},
		libc:     map[string][]*Row{},

		libcSymbols: map[string]bool{},
		crates:      map[string]*Crate{},
		stubs:       map[string]string{},

		extensions: map[string][]*Row{},
	}
	var faults []error
	for _, name := range effectFiles {
		var f effectFile
		if err := decode(files, name, &f); err != nil {
			faults = append(faults, err)
			continue
		}
		for _, c := range f.Crate {
			faults = append(faults, checkCrate(name, c))
			t.crates[c.Name] = c
		}
		for _, g := range f.Guard {
			faults = append(faults, checkGuard(name, g))
			t.guards = append(t.guards, g)
		}
		for i := range f.Nothing {
			faults = append(faults, f.Nothing[i].check(name))
		}
		t.nothing = append(t.nothing, f.Nothing...)
		for i := range f.Effect {
			for _, r := range f.Effect[i].rows(name) {
				faults = append(faults, r.check())
				t.add(r)
			}
		}
	}
	faults = append(faults, t.checkOverlaps())
	if err := decode(files, registrationFile, &t.reg); err != nil {
		faults = append(faults, err) // and what was read of it may have holes
	} else {
		faults = append(faults, t.reg.check())
	}
	for _, r := range t.rows {
		if v := r.Value; v != nil && (v.Is == "guard") != (t.Guard(v.Of) != nil) {
			faults = append(faults, fmt.Errorf("%s: row %q: value: `of` names the type of a [[guard]], for guards alone, not %q", r.File, r.Path, v.Of))
		}
	}
	if err := decode(files, constantsFile, &t.constants); err != nil {
		faults = append(faults, err)
	}
	faults = append(faults, t.readStubs(files))
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return t, nil
}

// readStubs reads the outlines of crates that most projects use.
func (t *Table) readStubs(files fs.FS) error {
	stubs, err := fs.Glob(files, "stubs/*.rs")
	faults := []error{err}
	for _, name := range stubs {
		text, err := fs.ReadFile(files, name)
		faults = append(faults, err)
		t.stubs[strings.TrimSuffix(path.Base(name), ".rs")] = string(text)
	}
	return errors.Join(faults...)
}

// decode reads one TOML file and refuses keys that nothing reads.
func decode(files fs.FS, name string, into any) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	meta, err := toml.Decode(string(text), into)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	var faults []error
	for _, key := range meta.Undecoded() {
		faults = append(faults, fmt.Errorf("%s: unknown key %q", name, key))
	}
	return errors.Join(faults...)
}

// rows makes one Row of each path.
func (r *rawRow) rows(file string) []*Row {
	paths := r.Paths
	if r.Path != "" || len(paths) == 0 {
		paths = append([]string{r.Path}, paths...)
	}
	var rows []*Row
	for _, p := range paths {
		bare, prefix := strings.CutSuffix(p, "::*")
		what := r.What
		if what == "" {
			what = shortName(bare)
		}
		rows = append(rows, &Row{
			Path: bare, Prefix: prefix, Kinds: r.Kinds, What: what,
			Since: r.Since, Until: r.Until, When: r.When,
			Calls: r.Calls, Keeps: r.Keeps, Catches: r.Catches, Callback: r.Callback,
			DebugOnly: r.DebugOnly, Value: r.Value, Pool: r.Pool, Extension: r.Extension, Registrar: r.Registrar,
			With: r.With, Unless: r.Unless, Unwrapped: r.Unwrapped, Symbols: r.Symbols, Features: r.Features, OfStatic: r.OfStatic, Unlikely: r.Unlikely,
			Unended: r.Unended, Lives: r.Lives, UndoneBy: r.UndoneBy, State: r.State,
			Note: r.Note, Source: r.Source, File: file,
		})
	}
	return rows
}

func (t *Table) add(r *Row) {
	t.rows = append(t.rows, r)
	into := t.exact
	if r.Prefix {
		into = t.prefixes
	}
	if r.Symbols != nil {
		into = t.libc
		for _, s := range r.Symbols {
			t.libcSymbols[s] = true
		}
	}
	into[r.Path] = append(into[r.Path], r)
	if r.Extension {
		name := r.Path[strings.LastIndex(r.Path, ":")+1:]
		t.extensions[name] = append(t.extensions[name], r)
	}
}

// shortName is the path as people say it: `println!`, `Option::unwrap`, `thread::spawn`.
func shortName(p string) string {
	segs := strings.Split(p, "::")
	if last := segs[len(segs)-1]; strings.HasSuffix(last, "!") {
		return last
	}
	return strings.Join(segs[max(0, len(segs)-2):], "::")
}
