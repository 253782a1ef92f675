//! The runtime is made at the first call, in the process that calls.
use pyo3::prelude::*;
use std::sync::OnceLock;
use tokio::runtime::Runtime;

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

#[pyfunction]
fn fetch() {
    RUNTIME.get_or_init(|| Runtime::new().expect("runtime")).block_on(async {});
}

#[pymodule]
fn c47_good(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(fetch, m)?)
}
