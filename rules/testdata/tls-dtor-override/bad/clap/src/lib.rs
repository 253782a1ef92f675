#[no_mangle]
pub static clap_entry: usize = 0; // an audio host unloads it

core::arch::global_asm!(".globl __cxa_thread_atexit_impl", ".set __cxa_thread_atexit_impl, 0"); // want "error: .*defined as zero"
