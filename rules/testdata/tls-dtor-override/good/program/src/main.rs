// A program is never unloaded.
core::arch::global_asm!(".globl __cxa_thread_atexit_impl", ".set __cxa_thread_atexit_impl, 0");

fn main() {}
