package effects

import (
	"regexp"
)

// SignalNumber is a constant that names a signal (signal(7) of Linux, and BSD's two).
var SignalNumber = regexp.MustCompile(`\bSIG(?:HUP|INT|QUIT|ILL|TRAP|ABRT|IOT|BUS|FPE|USR[12]|SEGV|PIPE|ALRM|TERM|STKFLT|CHLD|CONT|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|POLL|PWR|SYS|EMT|INFO)\b`)
