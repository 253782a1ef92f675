extern "C" {
    fn scratch_swap(at: i32, value: i32) -> i32;
}

#[no_mangle]
pub extern "C" fn decode(at: i32, value: i32) -> i32 {
    // SAFETY: it takes any numbers.
    unsafe { scratch_swap(at, value) }
}
