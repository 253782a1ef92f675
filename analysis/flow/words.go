package flow

// passes are methods whose result is, or holds, the receiver's value.
var passes = map[string]bool{
	"unwrap": true, "expect": true, "ok": true, "unwrap_or_else": true, "map_err": true, "context": true, "with_context": true, "inspect_err": true,
	"or_else": true, "inspect": true, "expect_or_log": true, "into": true, "ok_or": true, "ok_or_else": true, "wrap_err": true, "change_context": true,
	"attach": true, "attach_printable": true, "into_diagnostic": true, "unwrap_unchecked": true,
}

// wraps are functions and variants that put the value into a box.
var wraps = map[string]bool{"Some": true, "Ok": true}

// symbolMethods take a symbol out of a library.
var symbolMethods = set("get", "get_singlethreaded", "get_ordinal", "symbol", "symbol_cstr")
