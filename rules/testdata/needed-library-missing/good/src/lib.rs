#[link(name = "strokes_sdk")]
extern "C" {
    fn tap() -> i32;
}

#[no_mangle]
pub unsafe extern "C" fn plugin_tap() -> i32 {
    tap()
}
