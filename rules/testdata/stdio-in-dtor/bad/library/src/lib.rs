use std::io::Write;

#[dtor::dtor]
fn by_attribute() {
    println!("bye"); // want "^warning: the host can abort while the library is unloaded: `println!` runs \(in destructor `by_attribute`\), outside std's guarantees, and panics when"
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
        eprintln!("thread ends"); // want "^warning: the host can abort when a thread ends: `eprintln!` runs \(in thread-local destructor `Guard::drop`\), outside std's guarantees, and panics"
    }
}

thread_local! {
    static GUARD: Guard = const { Guard };
}

#[no_mangle]
pub extern "C" fn plugin_touch() {
    GUARD.with(|_| ());
}
