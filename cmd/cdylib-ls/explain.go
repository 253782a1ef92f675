package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

func (p *program) explainCommand() *cobra.Command {
	var color string
	cmd := &cobra.Command{
		Use:               "explain RULE",
		Short:             "Print a rule's page",
		ValidArgsFunction: completeRules,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("explain takes one rule; `cdylib-ls rules` lists them")
			}
			if err := console.OneOf("color", color, console.ColorModes...); err != nil {
				return err
			}
			if err := console.RuleIDs("explain", args); err != nil {
				return errors.New(strings.TrimPrefix(err.Error(), "--explain: "))
			}
			rule := rules.ByID(args[0])
			if rule == nil {
				return fmt.Errorf("`%s` stands for several rules; `cdylib-ls rules` lists them", args[0])
			}
			if !p.Colored(color, "") {
				_, err := io.WriteString(p.Stdout, rule.Doc)
				return err
			}
			return renderPage(p.Stdout, rule.Doc)
		},
	}
	cmd.Flags().StringVar(&color, "color", "auto", "colours: auto, always, never")
	return cmd
}

var codeSpan = regexp.MustCompile("`[^`]+`")

// renderPage shows a page's Markdown on a terminal: headings bold, code in
// colour. Pages use nothing else that would need more.
func renderPage(w io.Writer, page string) error {
	b := bufio.NewWriter(w)
	inCode := false
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			inCode = !inCode
			continue
		case inCode:
			fmt.Fprintf(b, "    \x1b[%sm%s\x1b[0m\n", "36", line)
		case strings.HasPrefix(line, "#"):
			fmt.Fprintf(b, "\x1b[%sm%s\x1b[0m\n", show.Bold, strings.TrimLeft(line, "# "))
		default:
			fmt.Fprintln(b, codeSpan.ReplaceAllStringFunc(line, func(s string) string {
				return "\x1b[36m" + strings.Trim(s, "`") + "\x1b[0m"
			}))
		}
	}
	return b.Flush()
}
