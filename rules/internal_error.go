package rules

// Reported where a panic was caught: see analysis and the driver of Check.
var internalError = &Rule{
	ID:       "internal-error",
	Title:    "an error inside cdylib-ls left something unchecked",
	Severity: Warning,
	Category: Housekeeping,
	Since:    "0.1.0",
	Always:   true,
	Doc:      page("internal-error"),
}
