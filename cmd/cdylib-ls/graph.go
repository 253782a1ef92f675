package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) graphCommand() *cobra.Command {
	f := &graphOptions{}
	cmd := &cobra.Command{
		Use:   "graph [PATH...]",
		Short: "Draw what runs at load and unload, and what that reaches",
		Long: "Draw the code of crates that runs at load, at unload and at exit, the calls that lead on from it,\n" +
			"and the effects that they reach. What a built library confirms is marked.\n\n" +
			"dot is for Graphviz, mermaid for Markdown; svg is one picture, html a page to search, fold and enlarge.",
		Example: "  cdylib-ls graph --output plugin.html crates/plugin\n  cdylib-ls graph --format dot | dot -Tpdf -o plugin.pdf",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runGraph(cmd.Context(), &p.console, f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.format, "format", "", "output format: "+strings.Join(graphFormatNames(), ", ")+" (default: by the ending of --output, else dot)")
	fl.StringVar(&f.output, "output", "", "write to `FILE` instead of standard output")
	fl.StringSliceVar(&f.only.packages, "package", nil, "draw only the crates with these `NAME`s or patterns")
	fl.StringSliceVar(&f.only.roots, "root", nil, "draw only what runs from roots with these `NAME`s or patterns, such as \"*::fini\"")
	fl.BoolVar(&f.only.findings, "only-findings", false, "draw only what leads to a finding")
	declareBuild(fl, &f.buildOptions)
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(graphFormatNames()...))
	return cmd
}
