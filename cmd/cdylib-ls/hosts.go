package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report/show"
)

func (p *program) hostsCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "hosts [HOST]",
		Short: "List the hosts that are known, whether they unload libraries, and how that is known",
		Long: "List the programs that load libraries, as the key `host` of the configuration names them: whether they\n" +
			"unload a library that they no longer need, where that is known from, and in which program it was measured.\n" +
			"With HOST, all that is known of one, and what of it was measured.",
		Args: cobra.ArbitraryArgs,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			known, err := hosts.Load()
			if err != nil || len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var out []string
			for _, h := range known.All() {
				out = append(out, h.ID+"\t"+h.Name)
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := console.OneOf("format", format, console.TwoFormats...); err != nil {
				return err
			}
			list, err := chosenHosts(args)
			switch {
			case err != nil:
				return err
			case format == "json":
				return listHostsJSON(p.Stdout, list)
			case len(args) == 1:
				return showHost(p.Stdout, list[0])
			}
			return listHosts(p.Stdout, list)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "output format: text, json")
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(console.TwoFormats...))
	return cmd
}

// chosenHosts are all, or the one that the command line names.
func chosenHosts(args []string) ([]*hosts.Host, error) {
	known, err := hosts.Load()
	switch {
	case err != nil:
		return nil, err
	case len(args) > 1:
		return nil, errors.New("hosts takes one host; `cdylib-ls hosts` lists them")
	case len(args) == 0:
		return known.All(), nil
	}
	if h := known.ByID(args[0]); h != nil {
		return []*hosts.Host{h}, nil
	}
	if near := workspace.Nearest(args[0], known.IDs()); near != "" {
		return nil, fmt.Errorf("no host is called `%s`; did you mean `%s`?", args[0], near)
	}
	return nil, fmt.Errorf("no host is called `%s`; `cdylib-ls hosts` lists them", args[0])
}

func listHosts(w io.Writer, list []*hosts.Host) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "HOST\tUNLOADS\tCONFIDENCE\tMEASURED IN\tSOURCE")
	for _, h := range list {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t%s\n", h.ID, h.Unloads, h.Confidence, orElse(h.Measured, "not measured"), h.Source)
	}
	return tw.Flush()
}

// showHost prints all rows of one host.
func showHost(w io.Writer, h *hosts.Host) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "%s: %s\n", h.ID, h.Name)
	row := func(name, value, how string) { fmt.Fprintf(tw, "  %s\t%s\t%s\n", name, how, value) }
	for _, f := range h.Facts() {
		how := "not measured"
		if f.Measured {
			how = "measured"
		}
		row(f.Name, orElse(f.Value, "not known"), how)
	}
	for _, l := range hostLists(h) {
		if len(l.words) > 0 {
			row(l.name, strings.Join(l.words, ", "), "")
		}
	}
	row("advice", h.Advice, "")
	row("confidence", h.Confidence, "")
	row("measured in", orElse(h.Measured, "not measured"), "")
	row("source", h.Source, "")
	return tw.Flush()
}

// hostList is a key of a host that holds names or patterns of names.
type hostList struct {
	name  string
	words []string
}

func hostLists(h *hosts.Host) []hostList {
	return []hostList{
		{"crates", h.Crates}, {"build-crates", h.BuildCrates}, {"metadata", h.Metadata}, {"macros", h.Macros}, {"traits", h.Traits}, {"exports", h.Exports}, {"loaders", h.Loaders},
		{"init-calls", h.InitCalls}, {"unload-calls", h.UnloadCalls}, {"never-called", h.NeverCalled}, {"never-late", h.NeverLate}, {"permanent", h.Permanent},
		{"symbols", h.Symbols}, {"libraries", h.Libraries},
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// jsonHost is one host of `hosts --format json`.
type jsonHost struct {
	ID         string              `json:"id"`
	Name       string              `json:"name"`
	Unloads    hosts.Unloads       `json:"unloads"`
	Advice     string              `json:"advice"`
	Confidence string              `json:"confidence"`
	Source     string              `json:"source"`
	Measured   *string             `json:"measured"` // program and system; null: not measured
	Facts      []jsonHostFact      `json:"facts"`
	Lists      map[string][]string `json:"lists"` // how it is recognised, what it calls and provides
}

// jsonHostFact is one fact. Value is null where nobody knows.
type jsonHostFact struct {
	Name     string  `json:"name"`
	Value    *string `json:"value"`
	Measured bool    `json:"measured"`
}

func listHostsJSON(w io.Writer, list []*hosts.Host) error {
	out := []jsonHost{}
	for _, h := range list {
		j := jsonHost{h.ID, h.Name, h.Unloads, h.Advice, h.Confidence, h.Source, show.Optional(h.Measured), []jsonHostFact{}, map[string][]string{}}
		for _, f := range h.Facts() {
			j.Facts = append(j.Facts, jsonHostFact{f.Name, show.Optional(f.Value), f.Measured})
		}
		for _, l := range hostLists(h) {
			if len(l.words) > 0 {
				j.Lists[l.name] = l.words
			}
		}
		out = append(out, j)
	}
	return show.JSON(w, out)
}
