mod kept;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::{Mutex, OnceLock};
use tracing_appender::non_blocking::WorkerGuard;

// Taken in the function that the host calls last.
static GUARD: Mutex<Option<WorkerGuard>> = Mutex::new(None);

// Flushed after each write.
static TRACE: Mutex<Option<BufWriter<File>>> = Mutex::new(None);

// Replaced by `None` at the end.
static CELL: OnceLock<Mutex<Option<WorkerGuard>>> = OnceLock::new();

// Nothing is written when it is dropped.
struct Counter {
    n: u32,
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.n = 0;
    }
}

static COUNTER: Mutex<Option<Counter>> = Mutex::new(None);

/// An object that the host destroys has its guard.
pub struct Plugin {
    _guard: WorkerGuard,
}

#[no_mangle]
pub extern "C" fn plugin_new() -> *mut Plugin {
    let (_, guard) = tracing_appender::non_blocking(std::io::sink());
    Box::into_raw(Box::new(Plugin { _guard: guard }))
}

#[no_mangle]
pub unsafe extern "C" fn plugin_free(p: *mut Plugin) {
    drop(Box::from_raw(p));
}

#[no_mangle]
pub extern "C" fn app_init() {
    let (_, guard) = tracing_appender::non_blocking(std::io::sink());
    if let Ok(mut g) = GUARD.lock() {
        *g = Some(guard);
    }
    let (_, guard) = tracing_appender::non_blocking(std::io::sink());
    let _ = CELL.set(Mutex::new(Some(guard)));
    *TRACE.lock().unwrap() = Some(BufWriter::new(File::create("app.trace").unwrap()));
    *COUNTER.lock().unwrap() = Some(Counter { n: 1 });
}

#[no_mangle]
pub extern "C" fn app_trace(n: u8) {
    if let Some(w) = TRACE.lock().unwrap().as_mut() {
        let _ = w.write_all(&[n]);
        let _ = w.flush();
    }
}

#[no_mangle]
pub extern "C" fn app_shutdown() {
    if let Ok(mut g) = GUARD.lock() {
        drop(g.take());
    }
    if let Some(cell) = CELL.get() {
        *cell.lock().unwrap() = None;
    }
}
