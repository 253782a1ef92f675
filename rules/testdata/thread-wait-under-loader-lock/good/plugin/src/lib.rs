use std::sync::Mutex;
use std::thread::{self, JoinHandle};

static WORKER: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

// Started and left alone: it begins when dlopen has returned.
#[ctor::ctor]
fn starts() {
    thread::spawn(|| ()); // want std-in-ctor "starts a thread" thread-before-fork "a process of CPython that forks afterwards"
}

// The host's own calls hold no lock.
#[no_mangle]
pub extern "C" fn plugin_start() {
    if let Ok(mut worker) = WORKER.lock() {
        *worker = Some(thread::spawn(|| ()));
    }
    thread::scope(|s| {
        s.spawn(|| ());
    });
}

#[no_mangle]
pub extern "C" fn plugin_stop() {
    if let Some(worker) = WORKER.lock().ok().and_then(|mut w| w.take()) {
        let _ = worker.join();
    }
}

// A thread that an export started runs already and needs the lock no more.
#[dtor::dtor]
fn joins_a_running_one() {
    if let Some(worker) = WORKER.lock().ok().and_then(|mut w| w.take()) {
        let _ = worker.join();
    }
}

// The interpreter lock is held by threads of the host, never by the one started here.
#[ctor::ctor]
fn asks_the_interpreter() {
    thread::spawn(|| ()); // want std-in-ctor "starts a thread" thread-before-fork "a process of CPython that forks afterwards"
    pyo3::Python::with_gil(|_py| ());
}
