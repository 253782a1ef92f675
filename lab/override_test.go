package lab

import "testing"

// TestThreadLocalPins: closed while the thread lives the library stays; closed
// after it ended it goes.
func TestThreadLocalPins(t *testing.T) {
	t.Parallel()
	want(t, load(t, "tls_pin", "open", "thread-call", "close", "thread-end"), fine,
		"open touched thread-call close:mapped thread-end exit")
	want(t, load(t, "tls_pin", "open", "thread-call", "thread-end", "close"), fine,
		"open touched thread-call thread-end close:gone exit")
}

// TestZeroOverride: std falls back to a pthread key whose destructor goes away
// with the library.
func TestZeroOverride(t *testing.T) {
	t.Parallel()
	want(t, load(t, "tls_zero", "open", "thread-call", "close", "thread-end"), segfault,
		"open touched thread-call close:gone")
}

// TestHiddenOverride: the library goes, the values leak.
func TestHiddenOverride(t *testing.T) {
	t.Parallel()
	want(t, load(t, "tls_hidden", "open", "thread-call", "close", "thread-end"), fine,
		"open touched thread-call close:gone thread-end exit")
}
