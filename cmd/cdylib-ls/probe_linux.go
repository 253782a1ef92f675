//go:build linux

package main

// #cgo LDFLAGS: -ldl -lpthread
// #include <features.h>
// #ifdef __GLIBC__
// enum { can_probe = 1 };
// #else
// enum { can_probe = 0 };
// #endif
import "C"

// canProbe reports that this build can load libraries: probe_child_linux.c.
const canProbe = C.can_probe == 1
