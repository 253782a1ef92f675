//go:build !linux

package main

const canProbe = false
