package rules

// Reported as a problem while the workspace is read.
var brokenManifest = &Rule{
	ID:       "broken-manifest",
	Title:    "a manifest that cannot be read",
	Severity: Error,
	Category: Housekeeping,
	Since:    "0.1.0",
	Doc:      page("broken-manifest"),
}
