package mention

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// plain are attributes that neither export an item nor hand it to other code.
var plain = map[string]bool{"allow": true, "warn": true, "deny": true, "forbid": true, "expect": true, "inline": true, "cold": true, "doc": true, "must_use": true,
	"derive": true, "repr": true, "link_section": true, "target_feature": true, "track_caller": true, "deprecated": true, "cfg": true, "cfg_attr": true,
	"non_exhaustive": true, "path": true, "macro_use": true, "automatically_derived": true, "test": true, "bench": true, "ignore": true, "should_panic": true,
	"link_name": true, "link": true, "rustfmt::skip": true, "optimize": true, "coverage": true, "no_coverage": true}

// Kept reports an item that a build keeps for its attributes, which may hand it to code
// that is not seen, or since other crates can name it.
func Kept(c *names.Crate, it *rust.Item, others bool) bool {
	attrs := c.Env().Expand(it.Attrs)
	if names.IsTest(attrs) {
		return false
	}
	return others && it.Pub || slices.ContainsFunc(attrs, func(at *rust.Attr) bool {
		return at.Meta != nil && at.Meta.Path != "" && !plain[at.Meta.Path] && !lintTool(at.Meta.Path)
	})
}

// lintTool reports attributes such as `clippy::all` and `rustfmt::skip`.
func lintTool(path string) bool {
	for _, tool := range []string{"clippy::", "rustfmt::", "rustdoc::", "diagnostic::", "miri::"} {
		if len(path) > len(tool) && path[:len(tool)] == tool {
			return true
		}
	}
	return false
}
