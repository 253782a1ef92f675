#[no_mangle]
pub extern "C" fn plugin_version() -> i32 { // want "warning: `plugin_version` is not among the exports of `target/release/libplugin.so`"
    3
}
