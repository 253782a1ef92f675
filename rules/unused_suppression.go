package rules

// The driver reports these: it alone knows which suppression silenced what.
var unusedSuppression = &Rule{
	ID:       "unused-suppression",
	Title:    "a suppression that silences nothing or cannot be read",
	Severity: Information,
	Category: Housekeeping,
	Since:    "0.1.0",
	Doc:      page("unused-suppression"),
}
