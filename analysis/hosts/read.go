package hosts

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"github.com/BurntSushi/toml"
)

const fileName = "hosts.toml"

type rawFile struct {
	Compiler struct {
		NodeleteSince string `toml:"nodelete-since"`
	} `toml:"compiler"`
	Process struct {
		Exports []string `toml:"exports"`
		Missing []string `toml:"missing"`
	} `toml:"process"`
	Host []*Host `toml:"host"`
}

// read builds the table and reports every fault it finds.
func read(files fs.FS) (*Table, error) {
	text, err := fs.ReadFile(files, fileName)
	if err != nil {
		return nil, err
	}
	var raw rawFile
	meta, err := toml.Decode(string(text), &raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fileName, err)
	}
	var faults []error
	for _, key := range meta.Undecoded() {
		faults = append(faults, fmt.Errorf("%s: unknown key %q", fileName, key))
	}
	t := &Table{hosts: raw.Host, byID: map[string]*Host{}, NodeleteSince: raw.Compiler.NodeleteSince, exports: raw.Process.Exports, missing: raw.Process.Missing}
	if v := t.NodeleteSince; v != "" && !version.MatchString(v) {
		faults = append(faults, fmt.Errorf("%s: nodelete-since %q is not major.minor", fileName, v))
	}
	for _, h := range raw.Host {
		faults = append(faults, h.check())
		if t.byID[h.ID] != nil {
			faults = append(faults, fmt.Errorf("%s: host %q stands there twice", fileName, h.ID))
		}
		t.byID[h.ID] = h
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return t, nil
}

var (
	version       = regexp.MustCompile(`^\d+\.\d+$`)
	idForm        = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	crateForm     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
	macroForm     = regexp.MustCompile(`^(#[A-Za-z_]\w*(::[A-Za-z_]\w*)*|[A-Za-z_]\w*(::[A-Za-z_]\w*)*!)$`)
	signatureForm = regexp.MustCompile(`^[A-Za-z_]\w*( [pi]+)*$`)
	nameForm      = regexp.MustCompile(`^[A-Za-z_*][A-Za-z0-9_*]*$`)
	callForm      = regexp.MustCompile(`^([A-Za-z_*][A-Za-z0-9_*]*|#[A-Za-z_]\w*(::[A-Za-z_]\w*)*)$`)
)

func (h *Host) check() error {
	var faults []error
	fault := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("%s: host %q: %s", fileName, h.ID, fmt.Sprintf(format, args...)))
		}
	}
	fault(idForm.MatchString(h.ID), "id is missing or not in kebab case")
	fault(h.Name != "" && h.Source != "" && h.When != "" && h.Thread != "" && h.Advice != "", "name, when, thread, advice or source is missing")
	fault(slices.Contains([]Unloads{Never, Rarely, Often, Supported}, h.Unloads), "unloads is %q, not never, rarely, often or supported", h.Unloads)
	fault(slices.Contains([]string{"high", "medium", "low"}, h.Confidence), "confidence is %q, not high, medium or low", h.Confidence)
	fault(len(h.Crates)+len(h.BuildCrates)+len(h.Metadata)+len(h.Macros)+len(h.Exports)+len(h.Loaders) > 0 || h.Linked, "nothing tells a library for it")
	fault(!h.RequiresCrate || len(h.Crates) > 0, "requires-crate without crates")
	fault(!h.Linked || h.Unloads == Never, "linked libraries are never unloaded")
	fault(!h.Preloaded || h.Unloads == Never, "preloaded libraries are never unloaded")
	fault(slices.Contains([]string{"", "never", "before-init", "after-init", "task"}, h.Forks), "forks is %q, not never, before-init, after-init or task", h.Forks)
	fault((h.Measured == "") == (len(h.MeasuredFacts) == 0), "measured and measured-facts belong together")
	for i, f := range h.MeasuredFacts {
		fault(slices.Contains(Facts, f), "measured-facts holds %q, not one of %q", f, Facts)
		fault(!slices.Contains(h.MeasuredFacts[:i], f), "measured-facts holds %q twice", f)
	}
	fault(h.Forks != "" || !slices.Contains(h.MeasuredFacts, "forks"), "forks was measured and is not told")
	forms := []struct {
		key   string
		list  []string
		valid *regexp.Regexp
	}{
		{"crates", h.Crates, crateForm}, {"loaders", h.Loaders, crateForm}, {"build-crates", h.BuildCrates, crateForm}, {"metadata", h.Metadata, crateForm},
		{"signatures", h.Signatures, signatureForm}, {"requires-words", h.RequiresWords, nameForm}, {"macros", h.Macros, macroForm},
		{"exports", h.Exports, nameForm}, {"symbols", h.Symbols, nameForm}, {"libraries", h.Libraries, nameForm},
		{"unload-calls", h.UnloadCalls, nameForm}, {"never-called", h.NeverCalled, nameForm},
		{"init-calls", h.InitCalls, callForm},
	}
	for _, f := range forms {
		for i, s := range f.list {
			fault(f.valid.MatchString(s), "%s holds %q", f.key, s)
			fault(!slices.Contains(f.list[:i], s), "%s holds %q twice", f.key, s)
		}
	}
	return errors.Join(faults...)
}
