extern "C" {
    fn trace_depth() -> i32;
}

#[no_mangle]
pub extern "C" fn tracer_depth() -> i32 {
    // SAFETY: it takes nothing.
    unsafe { trace_depth() }
}
