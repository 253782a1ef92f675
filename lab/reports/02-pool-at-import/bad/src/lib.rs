//! Extension module whose pool is made when the module is imported.
use rayon::prelude::*;

fn start_pool() {
    let _ = rayon::ThreadPoolBuilder::new().num_threads(2).build_global(); // want thread-before-fork "warning: .*`PyInit_fits`"
}

/// What the interpreter calls at `import`.
#[no_mangle]
pub extern "C" fn PyInit_fits() -> *mut core::ffi::c_void {
    start_pool();
    core::ptr::null_mut()
}

#[no_mangle]
pub extern "C" fn fit() {
    let s: u64 = (0..100_000u64).into_par_iter().map(|x| x ^ 7).sum();
    assert!(s > 0);
}
