package cfg

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Triple is what a target triple says of the system that code is built for, in rustc's
// words: `target_os`, `target_env` and `target_vendor`; "" where there is none.
type Triple struct{ OS, Env, Vendor string }

// ParseTriple reads a triple: one of rustc's by its row, another by its words.
func ParseTriple(triple string) Triple {
	if row := targets()[triple]; row != nil {
		return Triple{absent(row[1]), absent(row[3]), absent(row[5])}
	}
	known := systems()
	var s Triple
	for i, word := range strings.Split(triple, "-") {
		switch {
		case i == 0: // the processor
		case word == "darwin":
			s.OS = "macos"
		case strings.HasPrefix(word, "android"): // androideabi
			s.OS = "android"
		case slices.Contains(known.os, word):
			s.OS = word
		case slices.Contains(known.vendor, word):
			s.Vendor = word
		default: // musleabihf, gnux32
			for _, env := range known.env {
				if strings.HasPrefix(word, env) {
					s.Env = env
				}
			}
		}
	}
	return s
}

func absent(word string) string {
	if word == "-" {
		return ""
	}
	return word
}

// systems are the words of rustc's targets.
var systems = sync.OnceValue(func() (words struct{ os, env, vendor []string }) {
	column := func(i int) []string {
		seen := map[string]bool{}
		for _, row := range targets() {
			if row[i] != "-" {
				seen[row[i]] = true
			}
		}
		return slices.Sorted(maps.Keys(seen))
	}
	words.os, words.env, words.vendor = column(1), column(3), column(5)
	return words
})
