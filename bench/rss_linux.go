package main

import (
	"fmt"
	"os"
)

// rssUnit is the unit of ru_maxrss: kilobytes here, bytes on macOS.
const rssUnit = 1024

// residentSize is the memory of a process in bytes.
func residentSize(pid int) (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, err
	}
	var size, resident int64
	if _, err := fmt.Sscan(string(data), &size, &resident); err != nil {
		return 0, err
	}
	return resident * int64(os.Getpagesize()), nil
}
