//! What the plugins of the lab share.

use std::ffi::c_int;

unsafe extern "C" {
    fn write(fd: c_int, data: *const u8, len: usize) -> isize;
}

/// Reports progress to the test on descriptor 3, without going through std.
pub fn say(word: &str) {
    unsafe {
        write(3, word.as_ptr(), word.len());
        write(3, b" ".as_ptr(), 1);
    }
}
