#[no_mangle]
pub unsafe extern "C" fn __cxa_thread_atexit_impl() -> i32 { // want "information: fat LTO inlines"
    0
}
