extern "C" {
    // The host exports it, as `host-symbols` says.
    fn host_log(level: i32);
    // Undefined as well, but the C library has it, which every library needs.
    fn getpid() -> i32;
}

#[no_mangle]
pub extern "C" fn meter_peak(value: f32) -> i32 {
    if value > 1.0 {
        // SAFETY: both take and return numbers only.
        unsafe { host_log(getpid()) };
        return 1;
    }
    0
}
