extern "C" {
    fn tuning_pitch(key: i32) -> f64;
}

#[no_mangle]
pub extern "C" fn retune(key: i32) -> f64 {
    // SAFETY: it takes any number.
    unsafe { tuning_pitch(key) }
}
