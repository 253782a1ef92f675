package main

import (
	"github.com/spf13/cobra"
)

func (p *program) inspectCommand() *cobra.Command {
	f := &inspectOptions{}
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
		RunE: func(cmd *cobra.Command, args []string) error { return runInspect(cmd.Context(), &p.console, f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.format, "format", "text", "output format: text, json")
	fl.BoolVar(&f.all, "all", false, "print every slot, chain and symbol; without it what is alike or long is folded (JSON has all)")
	fl.BoolVar(&f.alone, "alone", false, "judge by the file alone, without the workspace that built it")
	fl.StringVar(&f.output, "output", "", "write to `FILE` instead of standard output")
	fl.StringVar(&f.host, "host", "", "resolve undefined symbols against the program `BIN` that loads the library")
	fl.BoolVar(&f.hotPatch, "hot-patch", false, "with --host: against all symbols of the program, as hot-patching loaders do")
	fl.StringVar(&f.snapshot, "snapshot", "", "write what the libraries must not get worse in to `FILE`")
	fl.StringVar(&f.against, "against", "", "print how the libraries differ from the snapshot `FILE`; exit with 1 where one got worse")
	fl.StringVar(&f.color, "color", "auto", "colours: auto, always, never")
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(twoFormats...))
	_ = cmd.RegisterFlagCompletionFunc("color", completeWords(colorModes...))
	return cmd
}
