package rules

// The reader of the manifest reports most of these as problems; the driver those
// that need the catalogue.
var invalidConfiguration = &Rule{
	ID:       "invalid-configuration",
	Title:    "a configuration key or value that is not understood",
	Severity: Error,
	Category: Housekeeping,
	Since:    "0.1.0",
	Doc:      page("invalid-configuration"),
}
