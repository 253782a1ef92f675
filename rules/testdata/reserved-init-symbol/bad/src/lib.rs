#[no_mangle]
pub extern "C" fn _init() {} // want "error: `_init` is taken by the start files"

#[export_name = "_fini"]
extern "C" fn bye() {} // want "error: `_fini` is taken"
