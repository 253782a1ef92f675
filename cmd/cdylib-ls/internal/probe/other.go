//go:build !linux

package probe

import "syscall"

// CanProbe reports that this build can load libraries.
const CanProbe = false

var signalNames map[syscall.Signal]string // nothing is probed here
