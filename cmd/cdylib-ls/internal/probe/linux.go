//go:build linux

package probe

// #cgo LDFLAGS: -ldl -lpthread
// #include <features.h>
// #ifdef __GLIBC__
// enum { can_probe = 1 };
// #else
// enum { can_probe = 0 };
// #endif
import "C"

import "syscall"

// CanProbe reports that this build can load libraries: child_linux.c.
const CanProbe = C.can_probe == 1

// signalNames are the signals that end a probe. Not all exist on other systems.
var signalNames = map[syscall.Signal]string{
	syscall.SIGABRT: "SIGABRT", syscall.SIGSEGV: "SIGSEGV", syscall.SIGILL: "SIGILL", syscall.SIGBUS: "SIGBUS", syscall.SIGFPE: "SIGFPE",
	syscall.SIGPIPE: "SIGPIPE", syscall.SIGTRAP: "SIGTRAP", syscall.SIGKILL: "SIGKILL", syscall.SIGSYS: "SIGSYS",
}
