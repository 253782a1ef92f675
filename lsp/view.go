package lsp

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// The request, and the notification for clients that announce
// `experimental: {"cdylib-ls": {"lifecycle": true}}`: an answer would be another now.
const (
	lifecycleMethod  = "cdylib-ls/lifecycle"
	lifecycleChanged = "cdylib-ls/lifecycleChanged"
)

// Limits of an answer. What is over them is counted.
const (
	maxLibraries   = 200
	maxViewReasons = 20   // of one verdict
	maxEntries     = 200  // of one section
	maxEffects     = 20   // of one entry
	maxLines       = 6000 // entries and effects of all libraries together
	minLines       = 60   // of each library, however many there are
)

// lifecycle answers from what the snapshot's analysis holds: the same findings and
// verdicts that diagnostics and hovers show.
func (s *server) lifecycle(ctx context.Context, snap *snapshot, _ *struct{}) (any, error) {
	c, err := snap.analyse(ctx)
	if err != nil {
		return nil, err
	}
	view := snap.lifecycleView(c)
	text, err := marshal(view)
	if err != nil {
		return nil, err
	}
	s.session.push.viewed(text)
	return view, nil
}

// viewed notes what a client has of the lifecycle view.
func (p *publisher) viewed(text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.view = text
}

// tellView says once that the view is another than the client's. One that has not asked
// for it since is not told again.
func (s *snapshot) tellView(c *checked) {
	push := s.server.session.push
	push.mu.Lock()
	had := push.view
	push.mu.Unlock()
	if had == nil || !s.server.client.Experimental.CdylibLS.Lifecycle {
		return
	}
	now, err := marshal(s.lifecycleView(c))
	if err != nil || bytes.Equal(now, had) {
		return
	}
	push.viewed(nil)
	s.server.notify(lifecycleChanged, struct{}{})
}

// lifecycleView makes the view of all libraries, worst first.
func (s *snapshot) lifecycleView(c *checked) *Lifecycle {
	out := &Lifecycle{Version: 1, Libraries: []LifecycleLibrary{}, Reading: s.evidence == nil}
	var views []*libraryView
	of := newReached(c)
	for _, res := range c.results {
		for _, t := range res.Targets {
			if t.Loading != nil && !t.Absent {
				views = append(views, newLibraryView(s, c, of, library{res, t.Target}))
			}
		}
	}
	slices.SortStableFunc(views, func(a, b *libraryView) int {
		return cmp.Or(-cmp.Compare(a.worst, b.worst), strings.Compare(a.target.Name, b.target.Name), strings.Compare(a.id(), b.id()))
	})
	if out.More = max(0, len(views)-maxLibraries); out.More > 0 {
		views = views[:maxLibraries]
	}
	for _, v := range views {
		v.left = max(minLines, maxLines/len(views))
		out.Libraries = append(out.Libraries, v.show())
	}
	return out
}

// show converts what was gathered of a library.
func (v *libraryView) show() LifecycleLibrary {
	at := analysis.Place{File: v.target.Package.Manifest, Span: v.target.CrateTypeSpan}
	out := LifecycleLibrary{
		ID: v.id(), Name: rules.Visible(v.target.Name), Severity: severityWord(v.worst), Location: v.location(&at), Built: builtOf(v.found, v.target),
		Platforms: []LifecyclePlatform{}, Sections: []LifecycleSection{},
	}
	if host := v.res.Loading(v.target).Host; host != nil {
		out.Host = &host.ID
	}
	verdicts := rules.UnloadVerdicts(v.res, v.target, v.found.evidence)
	for _, p := range unload.Platforms {
		if verdict := verdicts[p]; verdict != nil {
			out.Platforms = append(out.Platforms, v.platform(p, verdict))
		}
	}
	for _, section := range v.sections {
		if len(section.entries) > 0 || section.always {
			out.Sections = append(out.Sections, v.section(section))
		}
	}
	return out
}

// id tells libraries of one name apart by their manifest, which other machines name
// otherwise: it is for one session.
func (v *libraryView) id() string {
	return rules.Visible(string(uriOf(v.target.Package.Manifest)) + "#" + v.target.Name)
}

func (v *libraryView) platform(p unload.Platform, verdict *unload.Verdict) LifecyclePlatform {
	out := LifecyclePlatform{Platform: string(p), Verdict: string(verdict.State), Certain: verdict.Certain, Words: verdict.Words(), Because: []LifecycleReason{}}
	for i := range verdict.Because {
		r := &verdict.Because[i]
		if i == maxViewReasons {
			out.More = len(verdict.Because) - i
			break
		}
		text := r.Text
		if rule := rules.ByID(r.ID); text == "" && r.Kind == rules.OfRule && rule != nil {
			text = rule.Title
		}
		if r.Symbol != "" {
			text = strings.TrimPrefix(text+", in `"+r.Symbol+"`", ", ")
		}
		out.Because = append(out.Because, LifecycleReason{Kind: string(r.Kind), ID: rules.Visible(r.ID), Text: line(text), Location: v.location(r.Place)})
	}
	return out
}

// section converts entries as far as the library's share of lines goes.
func (v *libraryView) section(s *viewSection) LifecycleSection {
	out := LifecycleSection{Section: s.name, Title: s.title, Note: s.note, Entries: []LifecycleEntry{}}
	slices.SortStableFunc(s.entries, func(a, b *viewEntry) int { return worse(&a.viewEffect, &b.viewEffect) })
	for i, e := range s.entries {
		if i == 0 {
			out.Severity = severityWord(e.severity)
		}
		if i == maxEntries || v.left == 0 {
			out.More = len(s.entries) - i
			break
		}
		v.left--
		entry := LifecycleEntry{LifecycleEffect: v.effect(&e.viewEffect), Whole: v.location(e.whole), Effects: []LifecycleEffect{}}
		slices.SortStableFunc(e.effects, worse)
		for j, x := range e.effects {
			if j == maxEffects || v.left == 0 {
				entry.More = len(e.effects) - j
				break
			}
			v.left--
			entry.Effects = append(entry.Effects, v.effect(x))
		}
		out.Entries = append(out.Entries, entry)
	}
	return out
}

func (v *libraryView) effect(e *viewEffect) LifecycleEffect {
	out := LifecycleEffect{Text: line(e.text), Detail: line(e.detail), Through: line(e.through), Certain: !e.likely, Severity: severityWord(e.severity), Location: v.location(e.at)}
	if e.level != "" {
		out.Level = &e.level
	}
	if e.rule != "" {
		out.Rule = &e.rule
	}
	return out
}

func (v *libraryView) location(at *analysis.Place) *LifecycleLocation {
	if at == nil || at.File == "" {
		return nil
	}
	span := v.places.span(*at)
	return &LifecycleLocation{URI: string(v.places.uri(at.File)), Range: LifecycleRange{
		LifecyclePosition{int(span.Start.Line), int(span.Start.Character)}, LifecyclePosition{int(span.End.Line), int(span.End.Character)},
	}}
}

// maxViewText bounds one text of the view, in bytes.
const maxViewText = 600

// line is plain text for one line.
func line(text string) string {
	text = rules.Visible(strings.ReplaceAll(text, "`", ""))
	if len(text) > maxViewText {
		text = strings.ToValidUTF8(text[:maxViewText], "") + "…"
	}
	return text
}

func severityWord(s rules.Severity) *string {
	if s == rules.Off {
		return nil
	}
	word := s.String()
	return &word
}
