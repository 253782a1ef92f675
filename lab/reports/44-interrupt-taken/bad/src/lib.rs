//! Type checker for Python.
use pyo3::prelude::*;

#[pymodule]
fn checker(m: &Bound<'_, PyModule>) -> PyResult<()> {
    ctrlc::set_handler(|| std::process::exit(130)).ok(); // want host-state-taken "warning: "
    m.add("version", 1)
}
