// Named, so it is linked, and what it exports is exported.
use entry as _;

#[no_mangle]
pub extern "C" fn plugin_run() -> i32 {
    1
}
