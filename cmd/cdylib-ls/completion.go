package main

import (
	_ "embed"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

func (p *program) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	return &cobra.Command{
		Use:       "completion {bash|zsh|fish}",
		Short:     "Print a completion script for a shell",
		Example:   "  cdylib-ls completion bash > /etc/bash_completion.d/cdylib-ls",
		ValidArgs: shells,
		Args:      cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch strings.Join(args, " ") {
			case "bash":
				return bashCompletion(root, p.Stdout)
			case "zsh":
				return root.GenZshCompletion(p.Stdout)
			case "fish":
				return root.GenFishCompletion(p.Stdout, true)
			}
			return errors.New("completion takes bash, zsh or fish")
		},
	}
}

// bashWords defines what cobra's script calls of the package bash-completion, for
// shells that have not loaded it.
//
//go:embed completion.bash
var bashWords string

func bashCompletion(root *cobra.Command, w io.Writer) error {
	if _, err := io.WriteString(w, bashWords); err != nil {
		return err
	}
	return root.GenBashCompletionV2(w, true)
}

// completer offers values for a flag; a description may follow a tab.
type completer = func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// completeRules offers rule ids with their titles, also after a comma.
func completeRules(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var out []string
	for _, r := range rules.All() {
		out = append(out, r.ID+"\t"+r.Title)
	}
	for _, g := range rules.Groups() {
		out = append(out, g+"\tseveral rules")
	}
	return inList(typed, out)
}

// inList offers words for the last part of a list with commas, without those that the
// list has already.
func inList(typed string, words []string) ([]string, cobra.ShellCompDirective) {
	at := strings.LastIndexByte(typed, ',') + 1
	had := strings.Split(typed[:at], ",")
	var out []string
	for _, w := range words {
		if name, _, _ := strings.Cut(w, "\t"); !slices.Contains(had, name) {
			out = append(out, typed[:at]+w)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// completeWords offers fixed words for a flag.
func completeWords(words ...string) completer {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeBuild adds the values of the flags of declareBuild: rustc's targets, and the
// profiles and features of the manifest of the working directory.
func completeBuild(cmd *cobra.Command) {
	_ = cmd.RegisterFlagCompletionFunc("target", completeWords(cfg.Targets()...))
	_ = cmd.RegisterFlagCompletionFunc("profile", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		names := append(manifestKeys(".", "profile"), "release", "dev", "test", "bench")
		slices.Sort(names)
		return slices.Compact(names), cobra.ShellCompDirectiveNoFileComp
	})
	_ = cmd.RegisterFlagCompletionFunc("features", func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return inList(typed, manifestKeys(".", "features"))
	})
}

// maxManifest is how much of a manifest is read for completion, in bytes.
const maxManifest = 1 << 20

// manifestKeys lists the keys of a table of the manifest in dir, sorted; none where
// there is no manifest to read.
func manifestKeys(dir, table string) []string {
	text, err := vfs.Disk{}.ReadFile(filepath.Join(dir, "Cargo.toml"), maxManifest)
	if err != nil {
		return nil
	}
	var tables map[string]any
	if toml.Unmarshal(text, &tables) != nil {
		return nil
	}
	keys, _ := tables[table].(map[string]any)
	var out []string
	for key := range keys {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}
