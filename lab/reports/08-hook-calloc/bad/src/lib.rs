//! Counts allocations of each thread; loaded with LD_PRELOAD.
use std::cell::RefCell;

struct Tally(Vec<usize>);
impl Drop for Tally {
    fn drop(&mut self) {
        self.0.clear();
    }
}
thread_local! {
    static TALLY: RefCell<Tally> = const { RefCell::new(Tally(Vec::new())) };
}
extern "C" {
    fn __libc_calloc(n: usize, size: usize) -> *mut libc::c_void;
}

#[no_mangle]
pub unsafe extern "C" fn calloc(n: usize, size: usize) -> *mut libc::c_void { // want export-shadows-libc "error: .*`calloc`"
    let _ = TALLY.try_with(|t| {
        if let Ok(mut t) = t.try_borrow_mut() {
            t.0.truncate(n & 1);
        }
    });
    __libc_calloc(n, size)
}
