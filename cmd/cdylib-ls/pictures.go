package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

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

// graphOptions are what is drawn, and how.
type graphOptions struct {
	buildOptions
	format, output string
	only           drawFilter
}

// runGraph runs the command.
func runGraph(ctx context.Context, c *console, f *graphOptions, args []string) error {
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
	if err := errors.Join(f.buildOptions.validate(), f.only.validate()); err != nil {
		return err
	}
	at, err := c.locate(args)
	if err != nil {
		return err
	}
	disk := vfs.Disk{}
	o, err := findAll(ctx, c, disk, &checkOptions{buildOptions: f.buildOptions, showRefuted: true}, at.paths, newProgress(c, false))
	if err != nil {
		return err
	}
	drawings, err := draw(&scene{o.Report, c.base(at.root), newSources(disk)}, &f.only)
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
	if err := c.deliver(f.output, []byte(rules.VisibleLines(out.String()))); err != nil {
		return err
	}
	return o.unread()
}
