package effects

// OlderThan reports whether a compiler version is known and older than another.
func OlderThan(version, than string) bool {
	return version != "" && InVersions(version, "<"+than)
}
