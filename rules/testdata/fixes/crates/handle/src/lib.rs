#[no_mangle]
pub extern "C" fn plugin_call() -> bool {
    std::thread::current().name().is_some()
}
