package analysis

import (
	"fmt"
	"strings"
	"testing"
)

// globs is n modules that re-export each other, and a look-up of a name that none has.
func globs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "pub mod m%d {\n", i)
		for j := range n {
			if j != i {
				fmt.Fprintf(&b, "  pub use super::m%d::*;\n", j)
			}
		}
		b.WriteString("}\n")
	}
	return b.String() + "#[ctor::ctor]\nfn start() { m0::nothing(); m0::Thing::new(); println!(); }\n"
}

func TestGrowthTry(t *testing.T) {
	for _, n := range []int{4, 6, 8, 9} {
		res := analyse(t, memory{"/w/src/lib.rs": globs(n)}, 1)
		fmt.Println(n, len(res[0].Reaches))
	}
}
