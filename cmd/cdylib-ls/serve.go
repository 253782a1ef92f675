package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/inspect"
	"github.com/cdylib-ls/cdylib-ls/lsp"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

// errDisorderly tells main that a client went away without shutdown; LSP asks
// for exit code 1.
var errDisorderly = errors.New("the client left without shutdown")

// serveFlags are the flags of `serve`.
type serveFlags struct {
	trace, logLevel string
	stdio           bool
}

func (p *program) serveCommand() *cobra.Command {
	f := &serveFlags{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the language server on standard input and output",
		Long: "Run the language server on standard input and output. Editors start it;\n" +
			"`cdylib-ls --stdio` does the same. It runs no code of the workspace.\n\n" +
			"Exit status: 0 after shutdown and exit, 1 where the client left otherwise.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serve(cmd, f) },
	}
	f.declare(cmd)
	return cmd
}

func (f *serveFlags) declare(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.BoolVar(&f.stdio, "stdio", false, "speak on standard input and output; there is no other way")
	fl.StringVar(&f.logLevel, "log-level", "warn", "what to log to standard error and the client: error, warn, info, debug")
	fl.StringVar(&f.trace, "trace", "", "append all messages to `FILE`, for bug reports: it holds the texts of open files")
}

// serve runs the command.
func (p *program) serve(cmd *cobra.Command, f *serveFlags) error {
	level, err := lsp.ParseLevel(f.logLevel)
	if err != nil {
		return fmt.Errorf("--log-level: %w", err)
	}
	opts := lsp.Options{Level: level, Version: version(), In: p.Stdin, Out: p.Stdout, Log: show.Visible(p.Stderr), CacheDir: p.CacheDir, Inspect: func(path string) (string, error) { return inspect.Report(&p.Console, path) }}
	if f.trace != "" {
		file, err := os.OpenFile(p.Absolute(f.trace), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("cannot write the trace: %w; choose another --trace", err)
		}
		defer file.Close()
		opts.Trace = file
	}
	if !lsp.Serve(cmd.Context(), opts) {
		return errDisorderly
	}
	return nil
}
