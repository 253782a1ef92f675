extern "C" {
    fn draw(width: i32) -> i32;
}

#[no_mangle]
pub extern "C" fn scope_show(width: i32) -> i32 {
    // SAFETY: it takes any number.
    unsafe { draw(width) }
}
