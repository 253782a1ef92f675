package main

import (
	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/tracing"
)

func (p *program) traceCommand() *cobra.Command {
	f := &tracing.Options{}
	cmd := &cobra.Command{
		Use:   "trace [flags] -- HOST [ARG]...",
		Short: "Run a host and tell what its libraries leave behind and what keeps them loaded (Linux)",
		Long: "Run a program with a small library preloaded, and tell for each library that it opens who opened it,\n" +
			"what the library registered, whether dlclose unmapped it, what keeps it if not, and what was called in it\n" +
			"after it was gone. The host's own output and results are left alone; the report goes to standard error.\n\n" +
			"Exit status: the host's, 128 + n for a signal; 124 --timeout, 125 the tracer failed, 126 the host cannot\n" +
			"be run or traced, 127 there is no such host.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return tracing.Run(cmd.Context(), &p.Console, f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.SetInterspersed(false)
	fl.StringArrayVar(&f.Libraries, "library", nil, "report only libraries with `NAME` in their path (repeatable)")
	fl.StringVar(&f.Output, "output", "", "write the report to `FILE` instead of standard error")
	fl.StringVar(&f.Format, "format", "text", "output format: text, json, html")
	fl.DurationVar(&f.Timeout, "timeout", 0, "end the host after this time, with status 124")
	fl.BoolVar(&f.UntilClose, "until-close", false, "end the host once a library (of --library, if given) was closed")
	fl.StringVar(&f.Color, "color", "auto", "colours: auto, always, never")
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(tracing.Formats...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(console.ColorModes...))
	return cmd
}
