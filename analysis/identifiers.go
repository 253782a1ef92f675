package analysis

import "slices"

// identifiers says where the identifiers of one source stand: following values asks for
// the same few names in all of a crate's sources, again for each value.
type identifiers map[string][]int32

// identifiersOf reads a source once. Offsets fit: no source of 2 GiB is read.
func identifiersOf(src []byte) identifiers {
	o := identifiers{}
	for i := 0; i < len(src); {
		if !identByte(src[i]) {
			i++
			continue
		}
		start := i
		for i < len(src) && identByte(src[i]) {
			i++
		}
		o[string(src[start:i])] = append(o[string(src[start:i])], int32(start))
	}
	return o
}

// all reports whether every word stands somewhere in [start, end); "" stands anywhere.
func (o identifiers) all(words []string, start, end int) bool {
	for _, w := range words {
		if w == "" {
			continue
		}
		at := o[w]
		i, _ := slices.BinarySearch(at, int32(start))
		if i == len(at) || int(at[i])+len(w) > end {
			return false
		}
	}
	return true
}

// identifiers of the identifiers of a file, read on first use.
func (a *analyzer) identifiers(path string) identifiers {
	o, ok := a.index[path]
	if !ok {
		if a.index == nil {
			a.index = map[string]identifiers{}
		}
		if src, err := a.prog.Text(path); err == nil {
			o = identifiersOf(src)
		}
		a.index[path] = o
	}
	return o
}
