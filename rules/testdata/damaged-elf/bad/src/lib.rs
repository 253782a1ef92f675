#[no_mangle]
pub extern "C" fn reverb_tail(seconds: f32) -> f32 {
    seconds * 1.5
}
