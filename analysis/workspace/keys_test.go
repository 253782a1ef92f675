package workspace

import (
	"slices"
	"testing"
)

// TestKeys holds the table of keys and what reads them together.
func TestKeys(t *testing.T) {
	if names := keyNames(); !slices.IsSorted(names) || len(names) != len(keyReaders) {
		t.Errorf("%q: want the %d keys that are read, sorted", names, len(keyReaders))
	}
	for _, k := range Keys {
		if keyReaders[k.Name] == nil {
			t.Errorf("%s: nothing reads it", k.Name)
		}
		if k.Doc == "" || k.Example == "" {
			t.Errorf("%s: no documentation or example", k.Name)
		}
	}
}
