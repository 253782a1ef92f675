package rules

import (
	"embed"
	"slices"
	"strings"
)

//go:embed pages/*.md
var pages embed.FS

// pagesURL is where the pages can be read on the web.
const pagesURL = "https://github.com/cdylib-ls/cdylib-ls/blob/main/rules/pages/"

// all is the catalogue in the order of the documentation. It is filled once.
var all = []*Rule{
	stdioInCtor, stdioInDtor, panicInCtor, panicInDtor, stdInCtor, stdInDtor,
	threadWait, threadLocalInDtor, dtorFreesSharedState, earlyArgs,
	missingUsed, missingUsedLinker, deadInitSection, unlinkedRegistration,
	staticlibRegistration, reservedInitSymbol, linkerInitOption,
	threadLocalInCdylib, threadOutlivesCdylib, threadSpawnPinsCdylib, currentThreadDangles,
	dtorInUnloadableCdylib, terminationDtorInCdylib, exitCallbackDangles, atexitInCdylib,
	pthreadKeyDangles, signalHandlerDangles, staticWithDropInCdylib, unflushedPrintInCdylib,
	dylibSharesStd, tlsDtorOverride,
	unresolvedSymbolsAllowed, staticCrt, versionScriptUndefined, nodeleteConflict,
	unusedSuppression, invalidConfiguration, brokenManifest, missingModule,
}

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
	return NearestOf(id, names)
}

// NearestOf returns the candidate most like word, or "" where none is close.
func NearestOf(word string, candidates []string) string {
	word = strings.ReplaceAll(strings.ToLower(word), "_", "-")
	best, dist := "", max(2, len(word)*2/5)+1
	for _, c := range candidates {
		if d := editDistance(word, c); d < dist {
			best, dist = c, d
		}
	}
	return best
}

// editDistance is Levenshtein's, over bytes: ids and flags are ASCII.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diag, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diag+cost)
		}
	}
	return row[len(b)]
}
