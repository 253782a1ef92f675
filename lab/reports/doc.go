// Package reports holds public bug reports, rebuilt small: what each of them is about
// is found by the tool and seen in a host. README.md lists them.
package reports
