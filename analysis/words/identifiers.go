package words

import "slices"

// Identifiers says where the identifiers of one source stand: following values asks for
// the same few names in all of a crate's sources, again for each value.
type Identifiers map[string][]int32

// IdentifiersOf reads a source once. Offsets fit: no source of 2 GiB is read.
func IdentifiersOf(src []byte) Identifiers {
	o := Identifiers{}
	for i := 0; i < len(src); {
		if !IsIdent(src[i]) {
			i++
			continue
		}
		start := i
		for i < len(src) && IsIdent(src[i]) {
			i++
		}
		o[string(src[start:i])] = append(o[string(src[start:i])], int32(start))
	}
	return o
}

// All reports whether every word stands somewhere in [start, end); "" stands anywhere.
func (o Identifiers) All(words []string, start, end int) bool {
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
