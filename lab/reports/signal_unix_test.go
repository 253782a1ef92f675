//go:build unix

package reports

import (
	"os/exec"
	"syscall"
)

// signal is what ended a process.
func signal(e *exec.ExitError) int { return int(e.Sys().(syscall.WaitStatus).Signal()) }
