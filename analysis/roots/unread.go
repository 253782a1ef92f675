package roots

import (
	"bytes"

	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// Most bodies declare nothing, and reading one takes far more time and memory
// than its text. These functions say from the text of a body whether a search
// for declarations must have it read.

// mayDeclare reports whether a body's text can hold an item or a macro call that
// registers something: an attribute, a macro of that kind, or what entersNames
// says.
func (v *visitor) mayDeclare(text []byte) bool {
	for rest := text; ; {
		i := bytes.IndexAny(rest, "#!")
		if i < 0 {
			break
		}
		if after := bytes.TrimLeft(rest[i+1:], " \t\r\n"); rest[i] == '#' {
			if len(after) > 0 && (after[0] == '[' || after[0] == '!') {
				return true
			}
		} else if v.registering(words.Last(rest[:i])) {
			return true
		}
		rest = rest[i+1:]
	}
	return scan.EntersNames(text)
}

// registering reports whether a macro called in a body may register something.
func (v *visitor) registering(macro string) bool {
	return macro != "" && (v.f.macros[macro] || macro == "global_asm" || v.f.registers(macro))
}
