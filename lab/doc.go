// Package lab holds the project's experiments with a real host. Its tests build
// small plugins with cargo and the registration crates as published, load them
// into the C program host/host.c, and assert what the rule pages claim.
//
// A rule page says "how to see it oneself" by naming a file in plugins/examples
// and the host's steps.
package lab
