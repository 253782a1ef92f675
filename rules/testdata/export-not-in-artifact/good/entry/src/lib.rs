#[no_mangle]
pub extern "C" fn plugin_version() -> i32 {
    3
}
