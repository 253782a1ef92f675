package main

import (
	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/inspect"
)

func (p *program) inspectCommand() *cobra.Command {
	f := &inspect.Options{}
	cmd := &cobra.Command{
		Use:   "inspect LIB...",
		Short: "Show what built libraries run at load and unload",
		Long: "Show what built libraries run at load, unload and exit, what that reaches in machine code,\n" +
			"whether dlclose unmaps them, and what they need. Reads the files and runs none of their code;\n" +
			"works on any ELF shared object, Windows DLL and Mach-O library, stripped or not.\n\n" +
			"The verdict takes in configuration, host and sources of the workspace that built a library, as check's\n" +
			"does, where dep-info or the target folder lead to one; --alone judges by the file.\n\n" +
			"With --snapshot and --against it is a ratchet: a build fails that gained code at load or unload, a\n" +
			"newer glibc, an undefined symbol or a way to a thread-local's destructor, or that lost an export\n" +
			"or NODELETE.\n\n" +
			"Exit status: 0, 1 where a library is worse than its snapshot, or 2 where a file cannot be read.",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return inspect.Run(cmd.Context(), &p.Console, f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.Format, "format", "text", "output format: text, json")
	fl.BoolVar(&f.All, "all", false, "print every slot, chain and symbol; without it what is alike or long is folded (JSON has all)")
	fl.BoolVar(&f.Alone, "alone", false, "judge by the file alone, without the workspace that built it")
	fl.StringVar(&f.Output, "output", "", "write to `FILE` instead of standard output")
	fl.StringVar(&f.Host, "host", "", "resolve undefined symbols against the program `BIN` that loads the library")
	fl.BoolVar(&f.HotPatch, "hot-patch", false, "with --host: against all symbols of the program, as hot-patching loaders do")
	fl.StringVar(&f.Snapshot, "snapshot", "", "write what the libraries must not get worse in to `FILE`")
	fl.StringVar(&f.Against, "against", "", "print how the libraries differ from the snapshot `FILE`; exit with 1 where one got worse")
	fl.StringVar(&f.Color, "color", "auto", "colours: auto, always, never")
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(console.TwoFormats...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(console.ColorModes...))
	return cmd
}
