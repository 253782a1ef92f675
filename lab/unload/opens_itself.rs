//! A library that opens itself once more, to stay.

use std::ffi::{c_char, c_int, c_void};
use std::mem::MaybeUninit;

#[repr(C)]
struct Info {
    dli_fname: *const c_char,
    base: *mut c_void,
    symbol: *const c_char,
    address: *mut c_void,
}

unsafe extern "C" {
    fn dladdr(address: *const c_void, info: *mut Info) -> c_int;
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
}

const RTLD_NOW: c_int = 2;
const RTLD_NODELETE: c_int = 0x1000;

fn stay() {
    let mut info = MaybeUninit::<Info>::uninit();
    unsafe {
        if dladdr(entry as *const c_void, info.as_mut_ptr()) != 0 {
            dlopen(info.assume_init().dli_fname, RTLD_NOW | RTLD_NODELETE);
        }
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    stay();
    std::hint::black_box(std::thread::current().id());
}
