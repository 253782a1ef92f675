extern "C" {
    fn host_log(level: i32); // want "warning: `host_log` is undefined in `target/release/libmeter.so` and no needed library has it: `dlopen` fails unless the host exports it"
}

#[no_mangle]
pub extern "C" fn meter_peak(value: f32) -> i32 {
    if value > 1.0 {
        // SAFETY: the function takes any number.
        unsafe { host_log(2) };
        return 1;
    }
    0
}
