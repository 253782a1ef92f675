//! Sends what is left over a helper thread when the process ends.
extern "C" fn flush_late() {
    let _ = std::thread::spawn(|| ()); // want thread-wait-under-loader-lock "error: .*at exit the process ends before"
}

#[no_mangle]
pub extern "C" fn plugin_start() {
    if let Ok(h) = std::thread::Builder::new().spawn(|| ()) {
        let _ = h.join();
    }
    unsafe { libc::atexit(flush_late) };
}
