use std::ffi::{c_char, CStr};

/// The size of a preset file, or -1.
///
/// # Safety
/// `path` is a string that ends with NUL.
#[no_mangle]
pub unsafe extern "C" fn preset_size(path: *const c_char) -> i64 {
    let Ok(path) = CStr::from_ptr(path).to_str() else {
        return -1;
    };
    std::fs::metadata(path).map_or(-1, |m| m.len() as i64)
}
