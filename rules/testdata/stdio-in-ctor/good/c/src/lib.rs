#[no_mangle]
pub extern "C" fn plugin_log(level: i32) {
    println!("level {level}");
}
