use std::sync::OnceLock;
use std::thread;

#[no_mangle]
pub extern "C" fn plugin_start() {
    thread::spawn(work); // want "warning: `thread::spawn` starts a thread that nothing joins: after `dlclose`"
    let _ = thread::spawn(work); // want "nothing joins"
    let _worker = thread::spawn(work); // want "its handle is dropped with `_worker`"
    thread::Builder::new()
        .name("worker".into())
        .spawn(work) // want "`Builder::spawn` starts a thread that nothing joins"
        .unwrap();
    if let Err(e) = thread::Builder::new().spawn(work) { // want "nothing joins"
        drop(e);
    }
    let watched = thread::spawn(work); // want "dropped with `watched`"
    let _alive = watched.is_finished();
    drop(thread::spawn(work)); // want "nothing joins"
    let mut id = 0;
    unsafe { libc::pthread_create(&mut id, std::ptr::null(), entry, std::ptr::null_mut()) }; // want "warning: `pthread_create` starts a C thread in `runaway` that nothing joins"
    runtime().spawn(async {});
}

pub struct Holder {
    _thread: thread::JoinHandle<()>,
}

pub fn hold() -> Holder {
    Holder { _thread: thread::spawn(work) } // want "dropped with `_thread`"
}

fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Runtime::new().unwrap()) // want "warning: `Runtime::new` is kept in static `RUNTIME`: its worker threads never end"
}

fn work() {}

extern "C" fn entry(_: *mut libc::c_void) -> *mut libc::c_void {
    std::ptr::null_mut()
}
