// Nothing is known of the host: the verdict alone speaks of the pin.
#[no_mangle]
pub extern "C" fn plugin_call() {
    let h = std::thread::spawn(|| ());
    let _ = h.join();
}
