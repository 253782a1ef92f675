// Package published checks crates from the crate registry with the real binary
// and compares the findings with what was reviewed by hand.
package published
