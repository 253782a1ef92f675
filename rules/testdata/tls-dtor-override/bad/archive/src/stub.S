.globl __cxa_thread_atexit_impl
.set __cxa_thread_atexit_impl, 0 // want "^information: this `__cxa_thread_atexit_impl` is not linked: it is in an archive"
