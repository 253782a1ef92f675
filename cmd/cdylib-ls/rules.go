package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

func (p *program) rulesCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the rules",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := console.OneOf("format", format, console.TwoFormats...); err != nil {
				return err
			}
			if format == "json" {
				return listRulesJSON(p.Stdout)
			}
			return listRules(p.Stdout)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "output format: text, json")
	_ = cmd.RegisterFlagCompletionFunc("format", completeWords(console.TwoFormats...))
	return cmd
}

// listRules prints the table, one block a category.
func listRules(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	var category rules.Category
	for _, r := range rules.All() {
		if r.Category != category {
			if category != "" {
				fmt.Fprintln(tw)
			}
			category = r.Category
			fmt.Fprintln(tw, category)
		}
		fmt.Fprintf(tw, "  %s\t%s\t%s\n", r.ID, r.Severity, r.Title)
	}
	return tw.Flush()
}

// jsonRule is one rule of `rules --format json`.
type jsonRule struct {
	ID       string         `json:"id"`
	Title    string         `json:"title"`
	Severity string         `json:"severity"`
	Category rules.Category `json:"category"`
	Since    string         `json:"since"`
	Fix      *string        `json:"fix"`
	URL      string         `json:"url"`
}

func listRulesJSON(w io.Writer) error {
	out := []jsonRule{}
	for _, r := range rules.All() {
		out = append(out, jsonRule{r.ID, r.Title, r.Severity.String(), r.Category, r.Since, show.Optional(string(r.Fix)), r.URL()})
	}
	return show.JSON(w, out)
}
