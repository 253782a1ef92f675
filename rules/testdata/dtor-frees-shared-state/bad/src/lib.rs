use std::sync::atomic::{AtomicPtr, Ordering};

static mut TABLE: *mut [u32; 16] = std::ptr::null_mut();
static CURRENT: AtomicPtr<u32> = AtomicPtr::new(std::ptr::null_mut());
static mut NAMES: Option<Vec<String>> = None;

#[dtor::dtor]
fn frees_a_box() {
    unsafe { drop(Box::from_raw(TABLE)) }; // want "^warning: other threads may still use what is freed, at `exit` as well as at `dlclose`: `Box::from_raw` frees `TABLE` while the library is unloaded"
    unsafe { drop(Box::from_raw(CURRENT.load(Ordering::Acquire))) }; // want "frees `CURRENT`"
}

#[dtor::dtor]
fn takes_a_value() {
    unsafe { NAMES.take() }; // want "`NAMES`"
}

#[no_mangle]
pub extern "C" fn plugin_lookup(i: usize) -> u32 {
    let names = unsafe { NAMES.as_ref().map_or(0, Vec::len) };
    unsafe { (*TABLE)[i & 15] + *CURRENT.load(Ordering::Acquire) + names as u32 }
}
