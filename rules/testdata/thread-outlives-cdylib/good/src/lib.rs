use std::sync::Mutex;
use std::thread::{self, JoinHandle};

static WORKERS: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());

pub struct Worker {
    handle: Option<JoinHandle<()>>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(h) = self.handle.take() {
            let _ = h.join();
        }
    }
}

// Stored in the object that the host destroys.
pub fn start() -> Worker {
    Worker { handle: Some(thread::spawn(work)) }
}

// Returned: the caller has the handle.
pub fn started() -> JoinHandle<()> {
    thread::spawn(work)
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    // Joined in the chain.
    thread::spawn(work)
        .join()
        .unwrap();
    // Joined later.
    let first = thread::spawn(work);
    work();
    let _ = first.join();
    // Pushed into a collection that `plugin_stop` empties.
    WORKERS.lock().unwrap().push(thread::spawn(work));
    let many: Vec<_> = (0..4).map(|_| thread::spawn(work)).collect();
    for h in many {
        let _ = h.join();
    }
    // A scope waits for its threads.
    thread::scope(|s| {
        s.spawn(work);
    });
    if let Ok(h) = thread::Builder::new().spawn(work) {
        let _ = h.join();
    }
    spawn(work);
}

#[no_mangle]
pub extern "C" fn plugin_stop() {
    for h in WORKERS.lock().unwrap().drain(..) {
        let _ = h.join();
    }
}

// Not std's.
fn spawn(f: fn()) {
    f();
}

fn work() {}

// In a tuple: the part that is the handle is taken out and joined.
static PAIR: Mutex<Option<(u8, thread::JoinHandle<()>)>> = Mutex::new(None);
static NAMED: Mutex<Option<(u8, thread::JoinHandle<()>)>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn pair_start() -> i32 {
    let Ok(mut pair) = PAIR.lock() else { return -1 };
    if pair.is_none() {
        let worker = thread::Builder::new().spawn(work);
        let Ok(worker) = worker else { return -1 };
        *pair = Some((1, worker));
    }
    *NAMED.lock().unwrap() = Some((2, thread::spawn(work)));
    0
}

#[no_mangle]
pub extern "C" fn pair_stop() {
    if let Ok(mut pair) = PAIR.lock() {
        if let Some((_, worker)) = pair.take() {
            let _ = worker.join();
        }
    }
    if let Some(named) = NAMED.lock().unwrap().take() {
        let _ = named.1.join();
    }
}

/// A wrapper of the workspace that hands the handle out again, to be joined.
pub struct TakeCell<T> {
    data: std::sync::Mutex<Option<T>>,
}

impl<T> TakeCell<T> {
    pub fn new(value: T) -> Self {
        Self { data: std::sync::Mutex::new(Some(value)) }
    }

    pub fn take_once(&self) -> Option<T> {
        self.data.lock().ok()?.take()
    }
}

pub struct Server {
    task: TakeCell<std::thread::JoinHandle<()>>,
}

#[no_mangle]
pub extern "C" fn server_start() -> *mut Server {
    let task = std::thread::spawn(|| loop {});
    Box::into_raw(Box::new(Server { task: TakeCell::new(task) }))
}

#[no_mangle]
pub unsafe extern "C" fn server_stop(s: *mut Server) {
    if let Some(t) = (*s).task.take_once() {
        let _ = t.join();
    }
}
