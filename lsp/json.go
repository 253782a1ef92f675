package lsp

import (
	"bytes"
	"encoding/json"
)

// marshal encodes without escaping what only HTML minds.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// jsonString encodes a string; a string always can be.
func jsonString(s string) []byte {
	b, _ := marshal(s)
	return b
}
