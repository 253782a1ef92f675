package effects

import "testing"

func TestEmbeddedDataIsValid(t *testing.T) {
	if _, err := Load(); err != nil {
		t.Fatal(err)
	}
}
