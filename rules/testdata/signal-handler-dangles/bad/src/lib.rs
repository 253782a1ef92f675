extern "C" fn handler(_: i32) {}

#[no_mangle]
pub extern "C" fn plugin_call() {
    unsafe { libc::signal(libc::SIGUSR1, handler as libc::sighandler_t) }; // want "^warning: the next such signal after `dlclose` jumps into unmapped code: `libc::signal` installs a handler in `signalled` that no unload path takes"
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler as usize;
    unsafe { libc::sigaction(libc::SIGUSR2, &action, std::ptr::null_mut()) }; // want "installs a handler"
}
