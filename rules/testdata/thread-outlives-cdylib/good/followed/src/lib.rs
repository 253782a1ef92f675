//! The same ways, each with an end.
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::{self, JoinHandle};
use tokio::runtime::Runtime;

fn gc() -> JoinHandle<()> {
    thread::spawn(work) // joined by the one who calls it
}

fn waits(h: JoinHandle<()>) {
    let _ = h.join();
}

#[no_mangle]
pub extern "C" fn plugin_returned() {
    let _ = gc().join();
    waits(thread::spawn(work)); // joined in the function that it is given to
    let mut v = Vec::new();
    v.push(thread::spawn(work));
    for h in v.drain(..) {
        let _ = h.join();
    }
    let w = vec![thread::spawn(work)];
    w.into_iter().for_each(|h| h.join().unwrap());
    let x = vec![thread::spawn(work)];
    let _: Vec<_> = x.into_iter().map(JoinHandle::join).collect();
    let shared = Arc::new(Mutex::new(Some(thread::spawn(work))));
    let other = shared.clone();
    if let Some(h) = other.lock().unwrap().take() {
        let _ = h.join();
    }
    let mut late = None;
    if late.is_none() {
        late = Some(thread::spawn(work));
    }
    if let Some(h) = late {
        h.join().unwrap();
    }
}

pub struct H {
    t: Option<JoinHandle<()>>,
}

impl H {
    fn stop(&mut self) {
        if let Some(t) = std::mem::take(&mut self.t) {
            let _ = t.join();
        }
    }
}

#[no_mangle]
pub extern "C" fn plugin_raw() -> *mut H {
    Box::into_raw(Box::new(H { t: Some(thread::spawn(work)) })) // `plugin_free` joins
}

#[no_mangle]
pub unsafe extern "C" fn plugin_free(h: *mut H) {
    let mut h = Box::from_raw(h);
    h.stop();
}

/// Joined where it is dropped, and dropped it is.
struct Joining {
    last: Option<JoinHandle<()>>,
}

impl Drop for Joining {
    fn drop(&mut self) {
        if let Some(t) = self.last.take() {
            let _ = t.join();
        }
    }
}

static JOINING: Mutex<Option<Joining>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn plugin_start() {
    *JOINING.lock().unwrap() = Some(Joining { last: Some(thread::spawn(work)) });
    HANDLES.lock().unwrap().push(thread::spawn(work));
}

static HANDLES: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());

#[no_mangle]
pub extern "C" fn plugin_stop() {
    JOINING.lock().unwrap().take();
    let handles = std::mem::take(&mut *HANDLES.lock().unwrap());
    for h in handles {
        let _ = h.join();
    }
}

enum State {
    Running(JoinHandle<()>),
    Stopped,
}

static STATE: Mutex<State> = Mutex::new(State::Stopped);

#[no_mangle]
pub extern "C" fn plugin_run() {
    *STATE.lock().unwrap() = State::Running(thread::spawn(work));
}

#[no_mangle]
pub extern "C" fn plugin_halt() {
    match std::mem::replace(&mut *STATE.lock().unwrap(), State::Stopped) {
        State::Running(h) => drop(h.join()),
        State::Stopped => {}
    }
}

// A runtime that is dropped waits for its threads.
fn make() -> Runtime {
    let rt = Runtime::new().unwrap();
    rt.spawn(async {});
    rt
}

static RT: Mutex<Option<Runtime>> = Mutex::new(None);
static CELL: OnceLock<Mutex<Option<Runtime>>> = OnceLock::new();

#[no_mangle]
pub extern "C" fn plugin_runtimes() {
    let rt = make();
    rt.block_on(async {});
    let mut g = RT.lock().unwrap();
    *g = Some(Runtime::new().unwrap()); // taken in `plugin_end`
    let _ = CELL.set(Mutex::new(Some(make())));
}

#[no_mangle]
pub extern "C" fn plugin_end() {
    if let Some(rt) = RT.lock().unwrap().take() {
        rt.shutdown_timeout(std::time::Duration::from_secs(1));
    }
    if let Some(cell) = CELL.get() {
        *cell.lock().unwrap() = None;
    }
}

pub struct Engine {
    rt: Runtime,
}

#[no_mangle]
pub extern "C" fn engine_new() -> *mut Engine {
    Box::into_raw(Box::new(Engine { rt: Runtime::new().unwrap() }))
}

#[no_mangle]
pub unsafe extern "C" fn engine_free(e: *mut Engine) {
    drop(Box::from_raw(e));
}

#[no_mangle]
pub unsafe extern "C" fn engine_run(e: *mut Engine) {
    (*e).rt.block_on(async {});
}

fn work() {}
