package scan

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
)

// targetWords stand in every condition on the target.
var targetWords = []string{"windows", "unix", "target_os", "target_family", "target_env", "target_vendor", "target_arch", "target_pointer_width"}

// valueWords are those of the functions.
var valueWords = func() *words.Set {
	w := words.New()
	w.Add(ValueWord, "thread", "pthread_key_create", "pthread_create", "signal", "sigaction", "on_exit", "__cxa_atexit")
	return w
}()
