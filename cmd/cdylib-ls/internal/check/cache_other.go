//go:build !linux

package check

// stampOf knows no time of change here: files are read again.
func stampOf(string) (stamp, bool) { return stamp{}, false }
