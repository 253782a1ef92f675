mod forgotten;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::{LazyLock, Mutex, OnceLock};
use tracing_appender::non_blocking::WorkerGuard;

static GUARD: OnceLock<WorkerGuard> = OnceLock::new(); // want "^warning: an exit or unload loses log lines that its thread has not written yet: `GUARD` holds a `WorkerGuard` that nothing drops, and its thread"

static SENTRY: LazyLock<sentry::ClientInitGuard> = LazyLock::new(|| sentry::init("https://key@example.com/1")); // want "`SENTRY` holds a `ClientInitGuard`"

static TRACE: Mutex<Option<BufWriter<File>>> = Mutex::new(None); // want "^warning: an exit or unload loses what is still in its buffer: `TRACE` holds a `BufWriter` that nothing drops"

struct Logging {
    _guards: Vec<WorkerGuard>,
}

static LOGGING: OnceLock<Logging> = OnceLock::new(); // want "`LOGGING` holds a `WorkerGuard`"

struct Journal {
    file: File,
    rows: Vec<u8>,
}

impl Drop for Journal {
    fn drop(&mut self) {
        let _ = self.file.write_all(&self.rows);
        let _ = self.file.sync_all();
    }
}

static JOURNAL: Mutex<Option<Journal>> = Mutex::new(None); // want "^warning: an exit or unload loses what its `Drop` writes out: `JOURNAL` holds a `Journal` that nothing drops"

#[no_mangle]
pub extern "C" fn app_init() {
    let (_, guard) = tracing_appender::non_blocking(tracing_appender::rolling::never(".", "app.log"));
    let _ = GUARD.set(guard);
    let _ = LOGGING.set(Logging { _guards: Vec::new() });
    let _ = SENTRY.is_enabled();
    let file = File::create("app.trace").unwrap();
    *TRACE.lock().unwrap() = Some(BufWriter::new(file));
    *JOURNAL.lock().unwrap() = Some(Journal { file: File::create("app.journal").unwrap(), rows: Vec::new() });
}

#[no_mangle]
pub extern "C" fn app_trace(n: u8) {
    if let Some(w) = TRACE.lock().unwrap().as_mut() {
        let _ = w.write_all(&[n]);
    }
    if let Some(j) = JOURNAL.lock().unwrap().as_mut() {
        j.rows.push(n);
    }
}

// Each one takes the place of the last, which nothing drops.
type Slot<T> = Mutex<Option<T>>;

static CURRENT: Slot<WorkerGuard> = Slot::new(None); // want "`CURRENT` holds a `WorkerGuard`"

#[no_mangle]
pub extern "C" fn app_reopen() {
    let (_, guard) = tracing_appender::non_blocking(std::io::stderr());
    CURRENT.lock().unwrap().replace(guard);
}
