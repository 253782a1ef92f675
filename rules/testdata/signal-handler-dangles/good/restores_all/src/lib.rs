// Every handler is put back: one by its name, the others out of a list.

extern "C" fn handler(_: i32) {}

const SIGNALS: [libc::c_int; 2] = [libc::SIGUSR1, libc::SIGUSR2];

#[no_mangle]
pub extern "C" fn plugin_open() {
    unsafe {
        libc::signal(libc::SIGTERM, handler as libc::sighandler_t); // want host-state-taken "^information: "
        libc::signal(libc::SIGUSR1, handler as libc::sighandler_t);
        for number in SIGNALS {
            libc::signal(number, handler as libc::sighandler_t);
        }
    }
}

#[no_mangle]
pub extern "C" fn plugin_shutdown() {
    unsafe { libc::signal(libc::SIGTERM, libc::SIG_DFL) };
    put_back_shutdown();
}

fn put_back_shutdown() {
    for number in SIGNALS {
        unsafe { libc::signal(number, libc::SIG_DFL) };
    }
}
