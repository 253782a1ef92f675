package workspace

import "strings"

// maxWord bounds, in bytes, the words that are compared: ids, keys and flags
// are short, and what a user writes may be anything.
const maxWord = 64

// Nearest returns the candidate most like word, or "" where none is close. Case
// does not count, nor does `_` for `-`.
func Nearest(word string, candidates []string) string {
	if word == "" || len(word) > maxWord {
		return ""
	}
	word = folded(word)
	best, distance := "", max(2, len(word)*2/5)+1
	for _, c := range candidates {
		if len(c) > maxWord {
			continue
		}
		if d := editDistance(word, folded(c)); d < distance && d < len(word) {
			best, distance = c, d
		}
	}
	return best
}

func folded(word string) string { return strings.ReplaceAll(strings.ToLower(word), "_", "-") }

// editDistance is Levenshtein's, over bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
