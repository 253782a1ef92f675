package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// graphFormats are the ways to draw, by the endings that --output chooses them with.
var graphFormats = []struct {
	name, endings string
	write         func(io.Writer, []*drawing) error
}{
	{"dot", ".dot .gv", writeDot},
	{"mermaid", ".mmd .mermaid", writeMermaid},
	{"svg", ".svg", writeSVG},
	{"html", ".html .htm", writeGraphHTML},
}

func graphFormatNames() []string {
	var out []string
	for _, f := range graphFormats {
		out = append(out, f.name)
	}
	return out
}

// graphFlags are the flags of `graph`.
type graphFlags struct {
	checkFlags
	only drawFilter
}

func (p *program) graphCommand() *cobra.Command {
	f := &graphFlags{checkFlags: checkFlags{failOn: "never", showRefuted: true}}
	cmd := &cobra.Command{
		Use:   "graph [PATH...]",
		Short: "Draw what runs at load and unload, and what that reaches",
		Long: "Draw the code of crates that runs at load, at unload and at exit, the calls that lead on from it,\n" +
			"and the effects that they reach. What a built library confirms is marked.\n\n" +
			"dot is for Graphviz, mermaid for Markdown; svg is one picture, html a page to search, fold and enlarge.",
		Example: "  cdylib-ls graph --output plugin.html crates/plugin\n  cdylib-ls graph --format dot | dot -Tpdf -o plugin.pdf",
		Args:    cobra.ArbitraryArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return p.graph(cmd.Context(), f, args) },
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.format, "format", "", "output format: "+strings.Join(graphFormatNames(), ", ")+" (default: by the ending of --output, else dot)")
	fl.StringVar(&f.output, "output", "", "write to `FILE` instead of standard output")
	fl.StringSliceVar(&f.only.packages, "package", nil, "draw only the crates with these `NAME`s or patterns")
	fl.StringSliceVar(&f.only.roots, "root", nil, "draw only what runs from roots with these `NAME`s or patterns, such as \"*::fini\"")
	fl.BoolVar(&f.only.findings, "only-findings", false, "draw only what leads to a finding")
	f.declareBuild(fl)
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(graphFormatNames()...))
	return cmd
}

// graph runs the command.
func (p *program) graph(ctx context.Context, f *graphFlags, args []string) error {
	if f.format == "" {
		f.format = "dot"
		for _, g := range graphFormats {
			if ending := filepath.Ext(f.output); ending != "" && strings.Contains(g.endings+" ", ending+" ") {
				f.format = g.name
			}
		}
	}
	if err := oneOf("format", f.format, graphFormatNames()...); err != nil {
		return err
	}
	if err := errors.Join(f.validateBuild(), f.only.validate()); err != nil {
		return err
	}
	o, err := p.analyse(ctx, vfs.Disk{}, &f.checkFlags, args, nil)
	if err != nil {
		return err
	}
	drawings, err := draw(o, &f.only)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, g := range graphFormats {
		if g.name == f.format {
			if err := g.write(&out, drawings); err != nil {
				return err
			}
		}
	}
	if err := p.deliver(f.output, []byte(rules.VisibleLines(out.String()))); err != nil {
		return err
	}
	return o.unread()
}
