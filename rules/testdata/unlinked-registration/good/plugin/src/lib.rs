// The name is enough to link it.
use hooks as _;

#[no_mangle]
pub extern "C" fn plugin_call() {}
