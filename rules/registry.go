package rules

import (
	"embed"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

//go:embed pages/*.md
var pages embed.FS

// pagesURL is where the pages can be read on the web.
const pagesURL = "https://github.com/cdylib-ls/cdylib-ls/blob/main/rules/pages/"

// All returns every rule in the order of the documentation. The rules are
// shared and must not be changed.
func All() []*Rule { return slices.Clone(all) }

// ByID returns the rule with the id, or nil.
func ByID(id string) *Rule {
	for _, r := range all {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// URL is the address of the rule's page on the web.
func (r *Rule) URL() string { return pagesURL + r.ID + ".md" }

// page returns the embedded page of a rule. A missing page is an empty one,
// which a test rejects.
func page(id string) string {
	text, err := pages.ReadFile("pages/" + id + ".md")
	if err != nil {
		return ""
	}
	return string(text)
}

// Nearest returns the known rule id most like id, or "" where none is close.
func Nearest(id string) string {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = r.ID
	}
	return workspace.Nearest(id, names)
}
