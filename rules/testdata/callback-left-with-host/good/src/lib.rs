use core::ffi::{c_int, c_void};

extern "C" {
    fn g_timeout_add(ms: u32, f: Option<unsafe extern "C" fn(*mut c_void) -> c_int>, data: *mut c_void) -> u32;
    fn g_source_remove(id: u32) -> c_int;
    fn XSetErrorHandler(f: Option<unsafe extern "C" fn(*mut c_void, *mut c_void) -> c_int>) -> *mut c_void;
}

unsafe extern "C" fn tick(_: *mut c_void) -> c_int {
    1
}

pub struct Panel {
    source: u32,
}

#[no_mangle]
pub unsafe extern "C" fn panel_new() -> *mut Panel {
    // Removed where the host destroys the panel.
    Box::into_raw(Box::new(Panel { source: g_timeout_add(100, Some(tick), core::ptr::null_mut()) }))
}

impl Drop for Panel {
    fn drop(&mut self) {
        unsafe { g_source_remove(self.source) };
    }
}

#[no_mangle]
pub unsafe extern "C" fn panel_errors() {
    XSetErrorHandler(None); // the host's own again
}
