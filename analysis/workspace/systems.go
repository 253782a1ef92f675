package workspace

import "regexp"

// dottedVersion is a version of macOS or Windows: "11", "10.0.17763".
var dottedVersion = regexp.MustCompile(`^\d+(\.\d+){0,3}$`)

// windowsNames are the versions of Windows that people write by their names, by the
// numbers that libraries have in their headers.
var windowsNames = map[string]string{"7": "6.1", "8": "6.2", "8.1": "6.3", "10": "10.0", "11": "10.0.22000"}

// WindowsName is what people call a version of Windows, "8.1" for "6.3"; the number where
// it has no name of its own.
func WindowsName(number string) string {
	for name, n := range windowsNames {
		if n == number {
			return name
		}
	}
	return number
}

// systemVersion reads a version of an operating system, or a name that stands for one.
func systemVersion(names map[string]string, example string, field func(*Settings) *string) keyReader {
	return func(s *Settings, t table, key string, v any) {
		text, ok := v.(string)
		if !ok || !dottedVersion.MatchString(text) {
			t.invalid(key, "`%s` must be a version in quotes: write `%s = \"%s\"`", key, key, example)
			return
		}
		if number := names[text]; number != "" {
			text = number
		}
		*field(s) = text
	}
}
