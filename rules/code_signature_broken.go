package rules

import (
	"fmt"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

var codeSignatureBroken = &Rule{
	ID:       "code-signature-broken",
	Title:    "a macOS library whose code signature is missing or broken",
	Severity: Error,
	Category: LoadAndLink,
	Since:    "0.1.0",
	Doc:      page("code-signature-broken"),
	Built:    true,
	Run:      runCodeSignatureBroken,
}

func runCodeSignatureBroken(p *Pass) {
	p.eachFresh(func(l *analysis.Loading, b *evidence.Built) {
		for _, s := range b.Facts.Signatures {
			if severity, text := verifySignature(s); severity != Off {
				p.reportBuilt(l, b, &Finding{
					Severity: severity,
					Message:  fmt.Sprintf(text, p.shownFile(b)),
					Help:     "sign it again once nothing changes it any more: `codesign --force --sign - FILE`, or with your identity",
				})
			}
		}
	})
}

// verifySignature says what comes of a signature; the text takes the file. Processors of
// Apple run signed code only.
func verifySignature(s artifact.Signature) (Severity, string) {
	arm := s.Machine == object.AArch64
	switch {
	case s.Broken && arm:
		return Error, "loading %s kills the host on Apple silicon: the file was changed after it was signed" + changedPage(s)
	case s.Broken:
		return Warning, "loading %s fails in a host with the hardened runtime: the file was changed after it was signed" + changedPage(s)
	case !s.Present && arm:
		return Error, "loading %s fails on Apple silicon: its arm64 code is not signed"
	}
	return Off, ""
}

// changedPage names the first page that differs from its hash.
func changedPage(s artifact.Signature) string {
	if s.Page < 0 {
		return ""
	}
	return fmt.Sprintf(" (page %d of its %s part differs)", s.Page, s.Machine)
}
