package rules

// Reported as a problem while the workspace is read.
var missingModule = &Rule{
	ID:       "missing-module",
	Title:    "a module whose file does not exist",
	Severity: Warning,
	Category: Housekeeping,
	Since:    "0.1.0",
	Doc:      page("missing-module"),
}
