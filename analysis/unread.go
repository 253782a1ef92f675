package analysis

import "bytes"

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
		} else if v.registering(lastWord(rest[:i])) {
			return true
		}
		rest = rest[i+1:]
	}
	return entersNames(text)
}

// registering reports whether a macro called in a body may register something.
func (v *visitor) registering(macro string) bool {
	return macro != "" && (v.a.macros[macro] || macro == "global_asm" || v.a.registers(macro))
}

// lastWord is the identifier that text ends with, blanks aside; "" for none.
func lastWord(text []byte) string {
	text = bytes.TrimRight(text, " \t\r\n")
	i := len(text)
	for i > 0 && identByte(text[i-1]) {
		i--
	}
	return string(text[i:])
}

// entersNames reports whether a body's text can declare what is known beyond it:
// an impl, a trait or a module. The body has to be looked at for their sake.
func entersNames(text []byte) bool {
	return containsAny(text, []string{"impl", "trait", "mod"})
}

// mayHoldLocal reports whether a body's text can hold thread_local!.
func mayHoldLocal(text []byte) bool {
	return containsWord(text, "thread_local")
}
