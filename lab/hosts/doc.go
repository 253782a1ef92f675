// Package hosts measures what real hosts do with a library: it builds one that many of
// them can load (plugin/), has each load it under the tracer and let it go in every way
// that it has, and holds what was seen against analysis/data/hosts.toml.
//
// A fact that is asserted here stands in the row's `measured-facts`, and no other does.
package hosts
