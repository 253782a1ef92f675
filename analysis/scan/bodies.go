package scan

import (
	"bytes"

	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// EntersNames reports whether a body's text can declare what is known beyond it:
// an impl, a trait or a module. The body has to be looked at for their sake.
func EntersNames(text []byte) bool {
	return words.ContainsAny(text, []string{"impl", "trait", "mod"})
}

// MayHoldLocal reports whether a body's text can hold thread_local!.
func MayHoldLocal(text []byte) bool {
	return words.Contains(text, "thread_local")
}

// declaresStatic tells the declaration of a static from the lifetime, which
// stands in nearly every file.
func declaresStatic(src []byte) bool {
	found := false
	words.Each(src, "static")(func(at int) bool {
		if at > 0 && src[at-1] == '\'' {
			return true
		}
		rest := bytes.TrimLeft(src[at+len("static"):], " \t\r\n")
		for _, word := range []string{"mut ", "ref "} {
			rest = bytes.TrimLeft(bytes.TrimPrefix(rest, []byte(word)), " ")
		}
		found = len(rest) > 0 && (rest[0] == '_' || rest[0] >= 'A' && rest[0] <= 'Z')
		return !found
	})
	return found
}
