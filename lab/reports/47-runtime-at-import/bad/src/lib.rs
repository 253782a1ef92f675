//! The import makes the runtime; workers of Celery are forks.
use pyo3::prelude::*;
use std::sync::OnceLock;
use tokio::runtime::Runtime;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

fn init_multi_thread_once() {
    RUNTIME.get_or_init(|| Runtime::new().expect("runtime")); // want thread-before-fork "^warning: a forked child hangs where it waits for worker threads"
}

#[pymodule]
fn c47_bad(_m: &Bound<'_, PyModule>) -> PyResult<()> {
    init_multi_thread_once();
    Ok(())
}
