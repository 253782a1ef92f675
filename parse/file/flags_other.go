//go:build !unix

package file

// Named pipes have names of their own here, and no folder holds one.
const (
	nonblock  = 0
	directory = 0
)
