core::arch::global_asm!(".weak __cxa_thread_atexit_impl", ".hidden __cxa_thread_atexit_impl"); // want "warning: .*weak and hidden.*mold refuses"
