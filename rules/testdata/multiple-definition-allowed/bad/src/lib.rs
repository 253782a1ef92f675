#[no_mangle]
pub extern "C" fn plugin_run() {}
