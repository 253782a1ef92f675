package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// unknownCommand names the nearest command; a path is the usual mistake.
func unknownCommand(cmd *cobra.Command, name string) error {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	if near := workspace.Nearest(name, names); near != "" {
		return fmt.Errorf("unknown command `%s`; did you mean `cdylib-ls %s`?", name, near)
	}
	return fmt.Errorf("unknown command `%s`; to check a crate run `cdylib-ls check %s`", name, name)
}

// parserError is what package strconv adds to pflag's message.
var parserError = regexp.MustCompile(`: strconv\.[^:]*: parsing "[^"]*": .*`)

// flagError adds the nearest flag to pflag's message.
func flagError(cmd *cobra.Command, err error) error {
	text := err.Error()
	name, ok := strings.CutPrefix(text, "unknown flag: --")
	if !ok {
		text = parserError.ReplaceAllString(text, "")
		return fmt.Errorf("%s; see `%s --help`", text, cmd.CommandPath())
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if near := workspace.Nearest(name, names); near != "" {
		return fmt.Errorf("unknown flag `--%s`; did you mean `--%s`?", name, near)
	}
	return fmt.Errorf("unknown flag `--%s`; see `%s --help`", name, cmd.CommandPath())
}
