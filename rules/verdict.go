package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/lifecycle"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// leftBy names the rule that tells of each kind of leftover.
var leftBy = map[unload.Kind]*Rule{}

func init() { // rules refer to what refers to this table
	for k, r := range map[unload.Kind]*Rule{
		unload.ThreadLocal: threadLocalInCdylib, unload.ThreadStart: threadSpawnPinsCdylib,
		unload.GuardThread: guardNeverDropped, unload.HostCallback: callbackLeftWithHost, unload.RunningThread: threadOutlivesCdylib, unload.Runtime: threadOutlivesCdylib, unload.RawThread: threadOutlivesCdylib,
		unload.CurrentThread: currentThreadDangles, unload.ThreadKey: pthreadKeyDangles, unload.ExitCallback: exitCallbackDangles,
		unload.SignalHandler: signalHandlerDangles, unload.FallbackKey: tlsDtorOverride, unload.SharedStd: dylibSharesStd,
		unload.LateThreadLocal: threadLocalInDtor, unload.LateThread: threadWait, unload.LateWait: threadWait,
	} {
		leftBy[k] = r
	}
}

// LeftBy is the rule that tells of leftovers of a kind.
func LeftBy(k unload.Kind) *Rule { return leftBy[k] }

// UnloadVerdicts says for a library what dlclose or FreeLibrary will do to it, by
// platform; see lifecycle.Of. Leftovers among the reasons are named by the rules that
// tell of them, whatever the configuration switches off: a verdict is a fact.
func UnloadVerdicts(res *analysis.Result, t *workspace.Target, seen *evidence.Set) map[unload.Platform]*unload.Verdict {
	out := lifecycle.Of(res, t, seen)
	for _, v := range out {
		Named(v)
	}
	return out
}

// Named puts the ids of rules in the place of the leftovers among a verdict's reasons.
func Named(v *unload.Verdict) {
	for i := range v.Because {
		if r := &v.Because[i]; r.Kind == unload.OfLeftover {
			r.Kind = OfRule
			if rule := leftBy[unload.Kind(r.ID)]; rule != nil {
				r.ID = rule.ID
			}
		}
	}
}

// OfRule is the kind of reasons that a rule tells of.
const OfRule unload.ReasonKind = "rule"
