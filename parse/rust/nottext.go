package rust

import (
	"bytes"
	"unicode/utf8"
)

// NotText tells why rustc refuses a source as text, "" where it reads it.
func NotText(src []byte) string {
	switch {
	case bytes.HasPrefix(src, []byte("\xff\xfe")), bytes.HasPrefix(src, []byte("\xfe\xff")):
		return "it is UTF-16, which rustc does not read: save it as UTF-8"
	case bytes.IndexByte(src, 0) >= 0:
		return "it holds NUL bytes, which rustc does not read: save it as UTF-8"
	case !utf8.Valid(src):
		return "it is not UTF-8, and rustc reads nothing else"
	}
	return ""
}
