use std::sync::OnceLock;
use std::thread;

#[no_mangle]
pub extern "C" fn plugin_start() {
    thread::spawn(work); // want "^warning: an unload crashes where the thread has not begun yet: `thread::spawn` starts one that nothing joins, and after `dlclose` only its own"
    let _ = thread::spawn(work); // want "nothing joins"
    let _worker = thread::spawn(work); // want "its handle is dropped with `_worker`"
    thread::Builder::new()
        .name("worker".into())
        .spawn(work) // want "^warning: an unload crashes where the thread has not begun yet: `Builder::spawn` starts one that nothing joins, and after `dlclose` only its own"
        .unwrap();
    if let Err(e) = thread::Builder::new().spawn(work) { // want "nothing joins"
        drop(e);
    }
    let watched = thread::spawn(work); // want "dropped with `watched`"
    let _alive = watched.is_finished();
    drop(thread::spawn(work)); // want "nothing joins"
    let mut id = 0;
    unsafe { libc::pthread_create(&mut id, std::ptr::null(), entry, std::ptr::null_mut()) }; // want "^warning: a C thread runs into unmapped code after `dlclose`: `pthread_create` starts it in `runaway`, nothing joins it, and it does not keep the"
    runtime().spawn(async {});
}

// That it ends soon is not shown: what it runs may wait.
#[no_mangle]
pub extern "C" fn plugin_refresh(n: u32) {
    thread::spawn(move || store(n)); // want "^warning: an unload crashes where the thread has not begun yet: `thread::spawn` starts one that nothing joins, and after `dlclose` only its own"
    thread::spawn(move || serve(n)); // want "^warning: an unload crashes where the thread has not begun yet: `thread::spawn` starts one that nothing joins, and after `dlclose` only its own"
}

fn store(n: u32) {
    RESULT.store(n + 1, std::sync::atomic::Ordering::Relaxed);
}

fn serve(n: u32) {
    while RESULT.load(std::sync::atomic::Ordering::Relaxed) < n {
        thread::yield_now();
    }
}

static RESULT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

pub struct Holder {
    _thread: thread::JoinHandle<()>,
}

pub fn hold() -> Holder {
    Holder { _thread: thread::spawn(work) } // want "dropped with `_thread`"
}

fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Runtime::new().unwrap()) // want "^information: worker threads keep `runaway` mapped after `dlclose` on glibc: `Runtime::new` is kept in static `RUNTIME`, so that they never end"
}

struct Slot<T>(std::sync::RwLock<Option<T>>);

static SLOT: Slot<tokio::runtime::Runtime> = Slot(std::sync::RwLock::new(None));

fn through() {
    let start = || thread::spawn(work); // want "starts one that nothing joins"
    let _handle = start();
    *SLOT.0.write().unwrap() = tokio::runtime::Runtime::new().ok(); // want "is kept in static `SLOT`"
    let shared = std::sync::Arc::new(tokio::runtime::Runtime::new().unwrap()); // want "is kept in static `SHARED`"
    let _ = SHARED.set(shared.clone());
}

static SHARED: OnceLock<std::sync::Arc<tokio::runtime::Runtime>> = OnceLock::new();

fn work() {}

extern "C" fn entry(_: *mut libc::c_void) -> *mut libc::c_void {
    std::ptr::null_mut()
}
