#[no_mangle]
pub unsafe extern "C" fn __cxa_thread_atexit_impl() -> i32 { // want "warning: .*no effect without fat LTO"
    0
}
