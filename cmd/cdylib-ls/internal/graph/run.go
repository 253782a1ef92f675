// Package graph is the command `graph`: it draws what runs at load and unload, and what that
// reaches.
package graph

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/check"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report/show"
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

// Formats are the names of the ways to draw.
func Formats() []string {
	var out []string
	for _, f := range graphFormats {
		out = append(out, f.name)
	}
	return out
}

// Options are what is drawn, and how.
type Options struct {
	check.Build
	Format, Output string
	Only           drawFilter
}

// Run runs the command.
func Run(ctx context.Context, c *console.Console, f *Options, args []string) error {
	if f.Format == "" {
		f.Format = "dot"
		for _, g := range graphFormats {
			if ending := filepath.Ext(f.Output); ending != "" && strings.Contains(g.endings+" ", ending+" ") {
				f.Format = g.name
			}
		}
	}
	if err := console.OneOf("format", f.Format, Formats()...); err != nil {
		return err
	}
	if err := errors.Join(f.Build.Validate(), f.Only.validate()); err != nil {
		return err
	}
	at, err := c.Locate(args)
	if err != nil {
		return err
	}
	disk := vfs.Disk{}
	o, err := check.Find(ctx, c, disk, &check.Options{Build: f.Build, ShowRefuted: true}, at.Paths, check.NewProgress(c, false))
	if err != nil {
		return err
	}
	drawings, err := draw(&scene{o.Report, c.Base(at.Root), show.NewSources(disk)}, &f.Only)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, g := range graphFormats {
		if g.name == f.Format {
			if err := g.write(&out, drawings); err != nil {
				return err
			}
		}
	}
	if err := c.Deliver(f.Output, []byte(rules.VisibleLines(out.String()))); err != nil {
		return err
	}
	return o.NotRead()
}
