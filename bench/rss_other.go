//go:build unix && !linux

package main

// rssUnit is the unit of ru_maxrss.
const rssUnit = 1
