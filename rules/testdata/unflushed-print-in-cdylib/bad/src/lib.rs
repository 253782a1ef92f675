#[no_mangle]
pub extern "C" fn plugin_call(n: u32) {
    print!("got {n} items"); // want "warning: `print!` ends no line in `silent`"
}
