package lsp

import (
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// inDirective matches the part of a line before the cursor that stands between
// the parentheses of a directive.
var inDirective = regexp.MustCompile(`(?://|/\*|#)\s*cdylib-ls:\s*allow(?:-file)?\(([^)]*)$`)

// inComment matches a directive that is begun.
var inComment = regexp.MustCompile(`(?://|/\*|#)\s*cdylib-ls:\s*[a-z-]*$`)

// completion offers rule ids in directives, and keys and values in the tool's
// tables of a manifest.
func (s *server) completion(_ context.Context, snap *snapshot, p *protocol.CompletionParams) (any, error) {
	out := &protocol.CompletionList{Items: []protocol.CompletionItem{}}
	path, ok := pathOf(p.TextDocument.URI)
	if !ok {
		return out, nil
	}
	m := snap.mapper(path)
	at := m.offset(p.Position)
	before := string(m.text[m.starts[min(int(p.Position.Line), len(m.starts)-1)]:at])
	switch given := inDirective.FindStringSubmatch(before); {
	case given != nil:
		out.Items = ruleItems(strings.Split(given[1], ","))
	case inComment.MatchString(before):
		for _, word := range []string{"allow", "allow-file"} {
			out.Items = append(out.Items, protocol.CompletionItem{Label: word, InsertText: word + "(", Kind: protocol.CompletionItemKindKeyword})
		}
	case filepath.Base(path) == "Cargo.toml":
		out.Items = settingItems(string(m.text[:at]), before)
	}
	return out, nil
}

// ruleItems offers the rules that are not named yet.
func ruleItems(given []string) []protocol.CompletionItem {
	out := []protocol.CompletionItem{}
	for _, r := range rules.All() {
		named := slices.ContainsFunc(given[:max(0, len(given)-1)], func(g string) bool { return strings.TrimSpace(g) == r.ID })
		if !named {
			out = append(out, protocol.CompletionItem{
				Label: r.ID, Detail: r.Title, Kind: protocol.CompletionItemKindEnumMember,
				Documentation: &protocol.MarkupContent{Kind: protocol.Markdown, Value: r.Doc},
			})
		}
	}
	return out
}

// settingItems offers keys at the start of a line of the tool's table, and values
// behind an equals sign. It reads lines and no tree: the text is being written.
func settingItems(text, line string) []protocol.CompletionItem {
	table := lastHeader(text)
	inRules := strings.HasSuffix(table, ".rules")
	table = strings.TrimSuffix(table, ".rules")
	if before, glob, ok := strings.Cut(table, ".paths."); ok && glob != "" {
		table, inRules = before, true
	}
	if !slices.ContainsFunc(settingTables, func(t []string) bool { return table == strings.Join(t, ".") }) {
		return []protocol.CompletionItem{}
	}
	key, value, assigned := strings.Cut(line, "=")
	key = strings.Trim(strings.TrimSpace(key), `"`)
	inline := key == "rules" && strings.Contains(value, "{")
	if inline { // `rules = { id = "off", … }`: what counts stands behind the last comma
		_, value, _ = strings.Cut(value, "{")
		value = value[strings.LastIndexByte(value, ',')+1:]
		_, value, assigned = strings.Cut(value, "=")
	}
	switch {
	case assigned && (inRules || inline):
		return valueItems(workspace.Severities, value)
	case assigned:
		if known := workspace.KeyByName(key); known != nil {
			return valueItems(offered(known), value)
		}
		return []protocol.CompletionItem{}
	case inRules || inline:
		items := append(ruleItems(nil), groupItems()...)
		for i := range items {
			items[i].InsertText = items[i].Label + " = "
		}
		return items
	}
	return keyItems()
}

// groupItems offers the names that stand for several rules.
func groupItems() []protocol.CompletionItem {
	var out []protocol.CompletionItem
	for _, g := range rules.Groups() {
		out = append(out, protocol.CompletionItem{Label: g, Detail: "several rules", Kind: protocol.CompletionItemKindEnum})
	}
	return out
}

func keyItems() []protocol.CompletionItem {
	var out []protocol.CompletionItem
	for i := range workspace.Keys {
		key := &workspace.Keys[i]
		out = append(out, protocol.CompletionItem{
			Label: key.Name, InsertText: key.Name + " = " + empty(key), Detail: key.Doc, Kind: protocol.CompletionItemKindProperty,
		})
	}
	return out
}

// valueItems offers words, in quotes unless the user has opened them.
func valueItems(words []string, typed string) []protocol.CompletionItem {
	quote := `"`
	if strings.Contains(typed, `"`) {
		quote = ""
	}
	out := []protocol.CompletionItem{}
	for _, w := range words {
		out = append(out, protocol.CompletionItem{Label: w, InsertText: quote + w + quote, Kind: protocol.CompletionItemKindValue})
	}
	return out
}

// header matches a table's header.
var header = regexp.MustCompile(`(?m)^\s*\[\s*([^\[\]]+?)\s*\]`)

// lastHeader is the dotted name of the table that the end of a text stands in.
func lastHeader(text string) string {
	all := header.FindAllStringSubmatch(text, -1)
	if len(all) == 0 {
		return ""
	}
	var parts []string
	for _, part := range strings.Split(all[len(all)-1][1], ".") {
		parts = append(parts, strings.Trim(strings.TrimSpace(part), `"'`))
	}
	return strings.Join(parts, ".")
}
