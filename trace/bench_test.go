//go:build linux && (amd64 || arm64)

package trace

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	format "github.com/cdylib-ls/cdylib-ls/analysis/trace"
)

// BenchmarkStart starts hosts by turns with the tracer in them and without, and reports the
// medians of time and of processor time. With -benchtime 40x there are 40 pairs.
func BenchmarkStart(b *testing.B) {
	for name, args := range map[string][]string{"python3": {"/usr/bin/python3", "-c", "pass"}, "node": {"/usr/bin/node", "-e", ""}} {
		b.Run(name, func(b *testing.B) {
			cache := filepath.Join(os.TempDir(), "cdylib-ls-bench-cache")
			var plain, traced, plainCPU, tracedCPU []float64
			run := func(args, env []string, wall, cpu *[]float64) *exec.Cmd {
				cmd := exec.Command(args[0], args[1:]...)
				cmd.Env = env
				begin := time.Now()
				if err := cmd.Run(); err != nil {
					b.Fatal(err)
				}
				*wall = append(*wall, time.Since(begin).Seconds()*1000)
				*cpu = append(*cpu, (cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()).Seconds()*1000)
				return cmd
			}
			for b.Loop() {
				s, err := Prepare(Options{Args: args, Env: os.Environ(), Cache: cache})
				if err != nil {
					b.Fatal(err)
				}
				env := s.Environment()
				run(args, os.Environ(), &plain, &plainCPU)
				cmd := run(args, env, &traced, &tracedCPU)
				if _, err := s.Finish(format.EndExited, cmd.ProcessState); err != nil {
					b.Fatal(err)
				}
			}
			report := func(unit string, plain, traced []float64) {
				slices.Sort(plain)
				slices.Sort(traced)
				p, w := plain[len(plain)/2], traced[len(traced)/2]
				b.ReportMetric(p, "plain-"+unit)
				b.ReportMetric(w, "traced-"+unit)
				b.ReportMetric(100*(w/p-1), "%-of-"+unit)
			}
			report("ms", plain, traced)
			report("cpu-ms", plainCPU, tracedCPU)
		})
	}
}
