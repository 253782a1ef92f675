package analysis

import (
	"cmp"
	"slices"
	"strings"
)

func SortByPlace[T any](list []T, at func(T) Place) {
	slices.SortStableFunc(list, func(x, y T) int {
		p, q := at(x), at(y)
		return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Span.Start, q.Span.Start))
	})
}
