package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/probe"
)

func (p *program) probeCommand() *cobra.Command {
	f := &probe.Options{}
	cmd := &cobra.Command{
		Use:   "probe LIB",
		Short: "Load and unload a built library for real (runs its code)",
		Long: "Load and unload a built library in a child process and report what happened, next to what\n" +
			"`inspect` predicts. This RUNS THE LIBRARY'S CODE with your rights: its constructors, the exports\n" +
			"given by --call (which must take no arguments), its destructors.\n\n" +
			"Exit status: 0 all went well, 1 the library failed to load, crashed or hung, 2 usage or unreadable input.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return probe.Run(cmd.Context(), &p.Console, f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringArrayVar(&f.Calls, "call", nil, "call the export `SYMBOL`, which must take no arguments (repeatable)")
	fl.StringVar(&f.Thread, "thread", "main", "call it on: main, other (a thread that ends after dlclose), exited (one that ends before)")
	fl.IntVar(&f.Reload, "reload", 1, "load, call and unload `N` times in the same process")
	fl.DurationVar(&f.Timeout, "timeout", 10*time.Second, "take a step that lasts longer for a deadlock")
	fl.StringVar(&f.Format, "format", "text", "output format: text, json")
	fl.StringVar(&f.Output, "output", "", "write to `FILE` instead of standard output")
	fl.StringVar(&f.Color, "color", "auto", "colours: auto, always, never")
	for flag, words := range map[string][]string{"format": console.TwoFormats, "color": console.ColorModes, "thread": probe.Threads} {
		_ = cmd.RegisterFlagCompletionFunc(flag, completeWords(words...))
	}
	return cmd
}
