package check

import (
	"fmt"
	"io"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// writeStatistics prints counts per rule and the work done. It goes to standard
// error: the time differs from run to run, and the output must not.
func writeStatistics(w io.Writer, r *Checked) {
	counts := map[string]int{}
	for _, f := range r.Findings {
		counts[f.Rule]++
	}
	for _, rule := range rules.All() {
		if n := counts[rule.ID]; n > 0 {
			fmt.Fprintf(w, "%6d  %s\n", n, rule.ID)
		}
	}
	var read, parsed, roots int
	for _, res := range r.Results {
		read, parsed = read+res.FilesRead, parsed+res.FilesParsed
		for _, root := range res.Roots {
			if root.Moment != analysis.Call {
				roots++
			}
		}
	}
	fmt.Fprintf(w, "%s, %s read, %d parsed, in %s\n", show.Plural(roots, "root"), show.Plural(read, "file"), parsed, r.took.Round(time.Millisecond))
}
