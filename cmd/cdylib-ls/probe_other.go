//go:build !linux

package main

import "syscall"

const canProbe = false

var signalNames map[syscall.Signal]string // nothing is probed here
