package rust

import (
	"context"
	"testing"
)

func TestPaste(t *testing.T) {
	for text, want := range map[string]string{
		"fn [<get_ name>]() {}":               "get_name",
		"fn [<get_ $x>]() {}":                 "",
		"static [<NAME __EXPORT>]: u8 = 1;":   "NAME__EXPORT",
		"fn [< r#type _of >]() {}":            "type_of",
		"fn [<a:snake _ B:lower>]() {}":       "a_B",
		"fn [<\"get\" _ 1>]() {}":             "get_1",
		"fn plain() {}":                       "plain",
		"fn f(x: [&'static [<Ty pe>]; 1]) {}": "f",
		"fn [<unended() {}":                   "",
	} {
		f, err := Parse(context.Background(), "lib.rs", []byte("paste::paste! { "+text+" }\n"))
		if err != nil || len(f.Items) != 1 || f.Items[0].Call == nil {
			t.Fatalf("%s: %v", text, err)
		}
		items, ok := f.Items[0].Call.ItemList()
		got := ""
		if ok && len(items) == 1 {
			got = items[0].Name
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
