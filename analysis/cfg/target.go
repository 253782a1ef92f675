package cfg

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// targetTable is what `rustc --print cfg --target T` prints for every target of
// rustc 1.95, one a line; gen.sh wrote it and says how. Columns: triple, os,
// family, env, arch, vendor, pointer width, endian, abi, atomics, panic, features.
//
//go:embed targets.txt
var targetTable string

var targets = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(targetTable) {
		if f := strings.Fields(line); len(f) == 12 {
			m[f[0]] = f
		}
	}
	return m
})

// Targets lists the triples that rustc has built in, sorted.
func Targets() []string { return slices.Sorted(maps.Keys(targets())) }

func forTarget(triple string, debugAssertions bool, panicStrategy string) (*Env, error) {
	row, ok := targets()[triple]
	var err error
	if !ok {
		row, err = rowFromParts(triple)
	}
	e := envOf(row)
	if debugAssertions {
		e.Flags["debug_assertions"] = true
	}
	// A target that can only abort (wasm32-unknown-unknown) aborts whatever the
	// profile says.
	if panicStrategy != "" && row[10] != "abort" {
		e.Values["panic"] = map[string]bool{panicStrategy: true}
	}
	return e, err
}

func envOf(row []string) *Env {
	e := &Env{
		Flags:    map[string]bool{},
		Values:   map[string]map[string]bool{},
		Features: map[string]bool{},
		Possible: map[string]bool{},
	}
	for i, key := range []string{"", "target_os", "target_family", "target_env", "target_arch",
		"target_vendor", "target_pointer_width", "target_endian", "target_abi",
		"target_has_atomic", "panic", "target_feature"} {
		if key == "" || row[i] == "?" {
			continue
		}
		set := map[string]bool{}
		if row[i] == "-" {
			// rustc sets env and abi to "" where they are absent; the others are unset.
			if key == "target_env" || key == "target_abi" {
				set[""] = true
			}
		} else {
			for v := range strings.SplitSeq(row[i], ",") {
				set[v] = true
			}
		}
		e.Values[key] = set
	}
	if atomics := e.Values["target_has_atomic"]; atomics != nil {
		for width := range e.Values["target_pointer_width"] {
			if atomics[width] {
				atomics["ptr"] = true
			}
		}
	}
	for _, family := range []string{"unix", "windows"} {
		if e.Values["target_family"][family] {
			e.Flags[family] = true
		}
	}
	return e
}

// rowFromParts reads a triple this program has no row for: a newer compiler's
// target, or a custom one. It leans on the known targets of the same system.
func rowFromParts(triple string) ([]string, error) {
	parts := strings.Split(triple, "-")
	if len(parts) < 2 {
		return unknownRow(triple), fmt.Errorf("target %q is not a target triple: write one of `rustc --print target-list`", triple)
	}
	arch, tail := parts[0], strings.Join(parts[1:], "-")
	var system, cpu []string
	for _, t := range sortedTargets() {
		row := targets()[t]
		a, rest, _ := strings.Cut(t, "-")
		if rest == tail && system == nil {
			system = row
		}
		if a == arch && cpu == nil {
			cpu = row
		}
	}
	row := unknownRow(triple)
	if system != nil {
		row[1], row[2], row[3], row[5], row[8], row[10] = system[1], system[2], system[3], system[5], system[8], system[10]
	}
	if cpu != nil {
		row[4], row[6], row[7], row[9], row[11] = cpu[4], cpu[6], cpu[7], cpu[9], cpu[11]
	}
	switch {
	case system == nil && cpu == nil:
		return row, fmt.Errorf("target %q is unknown: write one of `rustc --print target-list`", triple)
	case system == nil:
		return row, fmt.Errorf("target %q: the system %q is unknown: write one of `rustc --print target-list`", triple, tail)
	case cpu == nil:
		return row, fmt.Errorf("target %q: the architecture %q is unknown: write one of `rustc --print target-list`", triple, arch)
	}
	return row, nil
}

func unknownRow(triple string) []string {
	row := []string{triple, "unknown", "-", "-", "unknown", "unknown", "64", "little", "-", "?", "unwind", "-"}
	return row
}
