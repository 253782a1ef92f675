core::arch::global_asm!(
    ".globl __cxa_thread_atexit_impl",
    ".hidden __cxa_thread_atexit_impl",
    "__cxa_thread_atexit_impl:", // want "information: .*lets the library unload"
    "xor eax, eax",
    "ret",
);
