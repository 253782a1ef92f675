package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/graph"
)

func (p *program) graphCommand() *cobra.Command {
	f := &graph.Options{}
	cmd := &cobra.Command{
		Use:   "graph [PATH...]",
		Short: "Draw what runs at load and unload, and what that reaches",
		Long: "Draw the code of crates that runs at load, at unload and at exit, the calls that lead on from it,\n" +
			"and the effects that they reach. What a built library confirms is marked.\n\n" +
			"dot is for Graphviz, mermaid for Markdown; svg is one picture, html a page to search, fold and enlarge.",
		Example: "  cdylib-ls graph --output plugin.html crates/plugin\n  cdylib-ls graph --format dot | dot -Tpdf -o plugin.pdf",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return graph.Run(cmd.Context(), &p.Console, f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.Format, "format", "", "output format: "+strings.Join(graph.Formats(), ", ")+" (default: by the ending of --output, else dot)")
	fl.StringVar(&f.Output, "output", "", "write to `FILE` instead of standard output")
	fl.StringSliceVar(&f.Only.Packages, "package", nil, "draw only the crates with these `NAME`s or patterns")
	fl.StringSliceVar(&f.Only.Roots, "root", nil, "draw only what runs from roots with these `NAME`s or patterns, such as \"*::fini\"")
	fl.BoolVar(&f.Only.Findings, "only-findings", false, "draw only what leads to a finding")
	declareBuild(fl, &f.Build)
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(graph.Formats()...))
	return cmd
}
