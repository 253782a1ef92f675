//! A destructor that frees what a thread of the library reads. The thread is a
//! raw one: a std thread would pin the library.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use lab::say;

static BLOCK: AtomicPtr<[u8; BLOCK_SIZE]> = AtomicPtr::new(ptr::null_mut());

/// Large enough to be mapped on its own, so that a read after free faults.
const BLOCK_SIZE: usize = 4 << 20;

extern "C" fn reader(block: *mut c_void) -> *mut c_void {
    loop {
        unsafe { ptr::read_volatile(block.cast::<u8>().add(BLOCK_SIZE / 2)) };
    }
}

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    drop(unsafe { Box::from_raw(BLOCK.load(Ordering::Acquire)) });
    // What the host does between the destructor and the end of the process.
    std::thread::sleep(std::time::Duration::from_millis(100));
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let block = Box::into_raw(Box::new([1u8; BLOCK_SIZE]));
    BLOCK.store(block, Ordering::Release);
    let mut thread = 0;
    unsafe { libc::pthread_create(&mut thread, ptr::null(), reader, block.cast()) };
}
