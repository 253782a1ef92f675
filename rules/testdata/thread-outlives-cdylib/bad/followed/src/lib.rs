//! Handles and runtimes that end up nowhere, by every way that a value can take.
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use std::thread::{self, JoinHandle};
use tokio::runtime::{Builder, Runtime};

fn gc() -> JoinHandle<()> {
    thread::spawn(work) // want "^warning: an unload crashes where the thread has not begun yet: `thread::spawn` starts one that nothing joins, and after `dlclose` only its own"
}

fn named(name: &str) -> std::io::Result<JoinHandle<()>> {
    let t = thread::Builder::new().name(name.into());
    let h = t.spawn(work)?; // want "^warning: an unload crashes where the thread has not begun yet: `Builder::spawn` starts one that nothing joins \(its handle is dropped with `h`\), and"
    Ok(h)
}

fn both() -> (JoinHandle<()>, u32) {
    let h = thread::spawn(work); // want "nothing joins"
    (h, 1)
}

#[no_mangle]
pub extern "C" fn plugin_returned() {
    let _ = gc();
    gc();
    let _ = named("sweeper");
    let (_h, n) = both();
    assert!(n > 0);
}

#[no_mangle]
pub extern "C" fn plugin_collected() {
    let mut v = Vec::new();
    v.push(thread::spawn(work)); // want "its handle is dropped with `v`"
    let w = vec![thread::spawn(work), thread::spawn(work)]; // want "dropped with `w`" "dropped with `w`"
    let alive = w.iter().filter(|h| !h.is_finished()).count();
    let many: Vec<JoinHandle<()>> = (0..4).map(|_| thread::spawn(work)).collect(); // want "dropped with `many`"
    let _ = (alive, many.len(), v.len());
    let shared = Arc::new(Mutex::new(Some(thread::spawn(work)))); // want "dropped with"
    let other = shared.clone();
    let _ = other.lock().unwrap().is_some();
    std::mem::forget(thread::spawn(work)); // want "its handle is forgotten"
}

struct H {
    t: Option<JoinHandle<()>>,
}

#[no_mangle]
pub extern "C" fn plugin_raw() -> *mut H {
    Box::into_raw(Box::new(H { t: Some(thread::spawn(work)) })) // want "dropped with `t`"
}

#[no_mangle]
pub unsafe extern "C" fn plugin_alive(h: *mut H) -> bool {
    (*h).t.as_ref().is_some_and(|t| !t.is_finished())
}

struct Wrapped(JoinHandle<()>);

#[no_mangle]
pub extern "C" fn plugin_wrapped() -> *mut Wrapped {
    let w = Wrapped(thread::spawn(work)); // want "nothing joins"
    Box::into_raw(Box::new(w))
}

/// It joins, but nothing ever drops it.
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

static JOINING: OnceLock<Joining> = OnceLock::new();

#[no_mangle]
pub extern "C" fn plugin_joining() {
    let _ = JOINING.set(Joining { last: Some(thread::spawn(work)) }); // want "its handle stays in static `JOINING`"
}

static HANDLES: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());

#[no_mangle]
pub extern "C" fn plugin_static() {
    HANDLES.lock().unwrap().push(thread::spawn(work)); // want "stays in static `HANDLES`"
}

static RT: LazyLock<Runtime> = LazyLock::new(|| {
    let rt = Runtime::new().unwrap(); // want "`Runtime::new` is kept in static `RT`"
    rt.spawn(async {});
    rt
});

static SHARED: once_cell::sync::Lazy<Arc<Runtime>> = once_cell::sync::Lazy::new(|| {
    let rt = Builder::new_multi_thread().build().unwrap(); // want "kept in static `SHARED`"
    Arc::new(rt)
});

fn make() -> Runtime {
    Builder::new_multi_thread().enable_all().build().expect("runtime") // want "kept in static `MADE`"
}

static MADE: LazyLock<Runtime> = LazyLock::new(make);

fn make_too() -> std::io::Result<Runtime> {
    Runtime::new() // want "kept in static `HELPED`"
}

static HELPED: OnceLock<Runtime> = OnceLock::new();

struct Engine {
    rt: Runtime,
    name: String,
}

static ENGINE: OnceLock<Engine> = OnceLock::new();

static SLOT: parking_lot::Mutex<Option<Runtime>> = parking_lot::Mutex::new(None);
static GUARDED: Mutex<Option<Runtime>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn plugin_runtimes() {
    RT.spawn(async {});
    SHARED.spawn(async {});
    MADE.spawn(async {});
    HELPED.get_or_init(|| make_too().unwrap()).spawn(async {});
    ENGINE.get_or_init(|| Engine { rt: Runtime::new().unwrap(), name: String::new() }); // want "kept in static `ENGINE`"
    *SLOT.lock() = Some(Runtime::new().unwrap()); // want "kept in static `SLOT`"
    let mut g = GUARDED.lock().unwrap();
    *g = Some(Runtime::new().unwrap()); // want "kept in static `GUARDED`"
    drop(g);
    if let Some(rt) = SLOT.lock().as_ref() {
        rt.spawn(async {});
    }
    if let Some(e) = ENGINE.get() {
        e.rt.block_on(async {});
        let _ = e.name.len();
    }
    let rt = Runtime::new().unwrap(); // want "`Runtime::new` is never dropped"
    rt.spawn(async {});
    std::mem::forget(rt);
    let boxed = Box::new(Builder::new_multi_thread().build().unwrap()); // want "is never dropped"
    Box::leak(boxed).spawn(async {});
}

fn work() {}

/// A wrapper of the workspace from which nobody takes the handle.
struct Kept<T>(Mutex<Option<T>>);

impl<T> Kept<T> {
    fn new(value: T) -> Self {
        Kept(Mutex::new(Some(value)))
    }

    fn there(&self) -> bool {
        self.0.lock().unwrap().is_some()
    }
}

struct Server {
    task: Kept<JoinHandle<()>>,
}

#[no_mangle]
pub extern "C" fn plugin_kept() -> bool {
    let s = Server { task: Kept::new(thread::spawn(work)) }; // want "nothing joins"
    s.task.there()
}
