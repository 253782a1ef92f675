package rules

import "fmt"

// severityNames are the words of the configuration, the flags and JSON.
var severityNames = [...]string{Off: "off", Hint: "hint", Information: "information", Warning: "warning", Error: "error"}

// String returns the word used in configuration and output.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("Severity(%d)", uint8(s))
}

// ParseSeverity reads a word of the configuration.
func ParseSeverity(word string) (Severity, bool) {
	for s, name := range severityNames {
		if name == word {
			return Severity(s), true
		}
	}
	return Off, false
}
