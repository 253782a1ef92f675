use std::io::Write;

#[dtor::dtor]
fn by_attribute() {
    println!("bye"); // want "warning: `println!` runs .*`by_attribute`.*aborts the host when stdout is a full device"
    let _ = std::io::stderr().write_all(b"bye"); // want "SIGPIPE"
    farewell();
}

fn farewell() {
    eprintln!("farewell"); // want "stderr is a full device"
}

#[used]
#[link_section = ".fini_array"]
static FINI: extern "C" fn() = fini;

extern "C" fn fini() {
    print!("bye\n"); // want "`print!`"
}

// Registered at run time; glibc calls it in dlclose, too.
#[no_mangle]
pub extern "C" fn plugin_start() {
    unsafe { libc::atexit(at_exit) };
}

extern "C" fn at_exit() {
    println!("exit"); // want "exit callback `at_exit`"
}

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        eprintln!("thread ends"); // want "runs when a thread ends"
    }
}

thread_local! {
    static GUARD: Guard = const { Guard };
}

#[no_mangle]
pub extern "C" fn plugin_touch() {
    GUARD.with(|_| ());
}
