// Command cdylib-ls checks Rust plugin crates for code that runs before or after
// main or at unload, and for what it reaches.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/parse/fault"
	"github.com/cdylib-ls/cdylib-ls/rules"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// Exit codes, as the documentation gives them.
const (
	exitClean    = 0 // nothing at or above --fail-on
	exitFindings = 1 // also of a server whose client left without shutdown
	exitFailure  = 2 // usage, no readable input, internal error
	// exitInterrupted is what shells expect of a program that Ctrl-C ended: 128 + SIGINT.
	exitInterrupted = 130
)

// program is the command with what it reads and writes.
type program struct{ console.Console }

// softMemoryLimit is where the collector starts to trade time for memory, in bytes.
const softMemoryLimit = 384 << 20

// easeMemoryLimit raises the limit where more than it is in use: the collector would run
// all the time and find nothing, which doubles the time that a large tree takes.
func easeMemoryLimit(ctx context.Context) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			metrics.Read(live)
			debug.SetMemoryLimit(max(softMemoryLimit, int64(live[0].Value.Uint64())*3/2))
		}
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once what does not stop by itself
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintf(os.Stderr, "error: no working directory: %v; change to one that exists\n", err)
		os.Exit(exitFailure)
	}
	if os.Getenv("GOMEMLIMIT") == "" { // collect harder rather than grow on trees of many megabytes
		debug.SetMemoryLimit(softMemoryLimit)
		go easeMemoryLimit(ctx)
	}
	p := &program{console.Console{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Dir: dir, Getenv: os.Getenv, CacheDir: cacheDir()}}
	code := p.run(ctx, arguments(os.Args))
	stop()
	os.Exit(code)
}

// cacheDir is where results are kept; none are where the system names no place.
func cacheDir() string {
	if dir := os.Getenv("CDYLIB_LS_CACHE"); filepath.IsAbs(dir) {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "cdylib-ls")
}

// arguments are those of the command line. As `cargo cdylib-ls` the program is found
// under another name, and gets the subcommand's first.
func arguments(argv []string) []string {
	name := strings.TrimSuffix(filepath.Base(argv[0]), ".exe")
	if name == "cargo-cdylib-ls" && len(argv) > 1 && argv[1] == "cdylib-ls" {
		return argv[2:]
	}
	return argv[1:]
}

// run executes one command line and returns the exit code. A panic becomes a
// one-line error, so that scripts see the documented code and not Go's.
func (p *program) run(ctx context.Context, args []string) (code int) {
	caught := fault.Keep(func() { code = p.execute(ctx, args) })
	switch {
	case caught == nil:
		return code
	case p.Getenv("CDYLIB_LS_PANIC") != "":
		fmt.Fprintf(p.Stderr, "panic: %v\n\n%s", caught.Value, caught.Stack)
	default:
		fmt.Fprintf(p.Stderr, "error: internal: %s; set CDYLIB_LS_PANIC=1 for the stack and report it\n", rules.Visible(fmt.Sprint(caught.Value)))
	}
	return exitFailure
}

func (p *program) execute(ctx context.Context, args []string) int {
	p.Version = version()
	root := p.command()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var status console.Status
	var failed *trace.Failure
	var unread console.Unread
	switch {
	case err == nil:
		return exitClean
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &failed):
		p.Complain(err)
		return failed.Code
	case errors.Is(err, console.ErrFindings), errors.Is(err, errDisorderly):
		return exitFindings
	case errors.As(err, &unread):
		p.Complain(err)
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.Stderr, "error: interrupted; nothing was written")
		return exitInterrupted
	default:
		p.Complain(err)
	}
	return exitFailure
}

// command builds the tree of commands.
func (p *program) command() *cobra.Command {
	serve := &serveFlags{}
	root := &cobra.Command{
		Use:           "cdylib-ls",
		Short:         "Find code of Rust plugins that runs before or after main or at unload",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			if serve.stdio {
				return p.serve(cmd, serve)
			}
			return cmd.Help()
		},
	}
	root.SetVersionTemplate("cdylib-ls {{.Version}}\n")
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.DisableDefaultCmd = true
	serve.declare(root)
	root.AddCommand(p.checkCommand(), p.serveCommand(), p.graphCommand(), p.inspectCommand(), p.probeCommand(), p.traceCommand(), p.explainCommand(), p.rulesCommand(), p.hostsCommand(), p.versionCommand(), p.completionCommand())
	return root
}
