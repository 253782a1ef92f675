extern "C" fn handler(_: i32) {}

#[no_mangle]
pub extern "C" fn plugin_load() {
    unsafe { libc::signal(libc::SIGUSR1, handler as libc::sighandler_t) };
    // Ignored: no code of the library is called.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    // A query.
    let mut old: libc::sigaction = unsafe { std::mem::zeroed() };
    unsafe { libc::sigaction(libc::SIGUSR2, std::ptr::null(), &mut old) };
}

// Put back before the host unloads the library.
#[no_mangle]
pub extern "C" fn plugin_unload() {
    unsafe { libc::signal(libc::SIGUSR1, libc::SIG_DFL) };
}

// Puts back what was there: the handler is not this library's.
#[no_mangle]
pub unsafe extern "C" fn off(old: libc::sighandler_t) {
    libc::signal(libc::SIGTERM, old);
}
