// Two of three handlers are put back: the third stays.

extern "C" fn handler(_: i32) {}

#[no_mangle]
pub extern "C" fn plugin_open() {
    unsafe {
        libc::signal(libc::SIGTERM, handler as libc::sighandler_t); // want host-state-taken "^information: "
        libc::signal(libc::SIGHUP, handler as libc::sighandler_t);
        libc::signal(libc::SIGINT, handler as libc::sighandler_t); // want "^warning: the next such signal after `dlclose` jumps into unmapped code" host-state-taken "^information: "
    }
}

#[no_mangle]
pub extern "C" fn plugin_shutdown() {
    unsafe {
        libc::signal(libc::SIGTERM, libc::SIG_DFL);
        libc::signal(libc::SIGHUP, libc::SIG_DFL);
    }
}
