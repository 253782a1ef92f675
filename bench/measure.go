package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// command is a program under measurement.
type command struct {
	name   string
	args   []string
	before []string // runs before each measurement; may be nil
}

// sample is what one run cost.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes of the largest process
	lines     int   // of output
}

func (c command) measure() (sample, error) {
	if c.before != nil {
		if err := quietly(c.before...); err != nil {
			return sample{}, err
		}
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	// 1 is "there are findings" for all of them.
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return sample{}, fmt.Errorf("%s: %w\n%.2000s", c.name, err, stderr.String())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return sample{}, fmt.Errorf("%s: this system does not report memory", c.name)
	}
	return sample{
		wall:  wall,
		cpu:   cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		peak:  usage.Maxrss * rssUnit,
		lines: bytes.Count(stdout.Bytes(), []byte("\n")),
	}, nil
}

// duel runs two commands in turn and prints what they cost and by how much the
// second is faster.
func duel(w io.Writer, slow, fast command, runs int) error {
	var samples [2][]sample
	for i := range runs + 1 {
		for n, c := range []command{slow, fast} {
			s, err := c.measure()
			if err != nil {
				return err
			}
			if i > 0 { // the first run fills the page cache
				samples[n] = append(samples[n], s)
			}
		}
	}
	fmt.Fprintf(w, "%-18s %24s %10s %10s %8s\n", "", "wall s, min/median/max", "cores", "peak MB", "lines")
	for n, c := range []command{slow, fast} {
		var walls, cores []float64
		var peak int64
		for _, s := range samples[n] {
			walls = append(walls, s.wall.Seconds())
			cores = append(cores, s.cpu.Seconds()/s.wall.Seconds())
			peak = max(peak, s.peak)
		}
		lo, mid, hi := spread(walls)
		_, use, _ := spread(cores)
		fmt.Fprintf(w, "%-18s %8.2f/%7.2f/%7.2f %10.1f %10.0f %8d\n", c.name, lo, mid, hi, use, float64(peak)/1e6, samples[n][0].lines)
	}
	var ratios, memory []float64
	for i := range runs {
		ratios = append(ratios, samples[0][i].wall.Seconds()/samples[1][i].wall.Seconds())
		memory = append(memory, float64(samples[0][i].peak)/float64(samples[1][i].peak))
	}
	lo, mid, hi := spread(ratios)
	fmt.Fprintf(w, "%s takes %.1f times as long (min %.1f, max %.1f, %d pairs)", slow.name, mid, lo, hi, runs)
	_, mid, _ = spread(memory)
	fmt.Fprintf(w, " and %.2f times the memory\n", mid)
	return nil
}

// spread returns the least, the median and the greatest value.
func spread(values []float64) (lo, mid, hi float64) {
	s := slices.Sorted(slices.Values(values))
	n := len(s)
	return s[0], (s[(n-1)/2] + s[n/2]) / 2, s[n-1]
}
