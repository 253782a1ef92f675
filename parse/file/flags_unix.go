//go:build unix

package file

import "syscall"

// nonblock keeps the opening of a named pipe from waiting for a writer; it does nothing
// to regular files. directory refuses what is no folder.
const (
	nonblock  = syscall.O_NONBLOCK
	directory = syscall.O_DIRECTORY
)
