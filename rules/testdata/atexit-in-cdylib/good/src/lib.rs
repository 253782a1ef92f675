// A plain library: no process unloads it.
extern "C" fn callback() {}

pub fn register() {
    unsafe { libc::atexit(callback) };
}
