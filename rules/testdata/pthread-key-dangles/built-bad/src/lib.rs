//! What C code leaves behind is not followed in the sources; the built library shows it.

unsafe extern "C" {
    fn gains_buffer() -> i32;
    fn gains_thread() -> i32;
    fn gains_signal() -> i32;
    fn gains_exit() -> i32;
}

#[unsafe(no_mangle)]
pub extern "C" fn use_buffer() -> i32 {
    unsafe { gains_buffer() }
}

#[unsafe(no_mangle)]
pub extern "C" fn use_thread() -> i32 {
    unsafe { gains_thread() }
}

#[unsafe(no_mangle)]
pub extern "C" fn use_signal() -> i32 {
    unsafe { gains_signal() }
}

#[unsafe(no_mangle)]
pub extern "C" fn use_exit() -> i32 {
    unsafe { gains_exit() }
}
