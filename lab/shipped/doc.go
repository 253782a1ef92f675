// Package shipped holds the verdicts of `inspect` against libraries that other people
// ship: what a real host sees when it loads them, calls them, closes them and ends the
// thread. It downloads, so it runs by the build tag nightly only: see .ci/nightly.
package shipped
