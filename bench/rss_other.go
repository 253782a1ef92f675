//go:build unix && !linux

package main

import (
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// rssUnit is the unit of ru_maxrss.
const rssUnit = 1

// residentSize is the memory of a process in bytes.
func residentSize(pid int) (int64, error) {
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, fmt.Errorf("ps: %w", err)
	}
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	return kilobytes * 1024, err
}
