package rules

// Reported while sources are read and chains are followed: what was left out, and why.
var unreadCode = &Rule{
	ID:       "unread-code",
	Title:    "code of the library that was not read",
	Severity: Warning,
	Category: Housekeeping,
	Since:    "0.1.0",
	Always:   true,
	Doc:      page("unread-code"),
}
