//! Without std, and with `core` as it is shipped: that one still asks for the unwinder's
//! entry. What every process has, `malloc` and `memcpy`, it may leave to the process.
#![no_std]
extern crate alloc;

use core::alloc::{GlobalAlloc, Layout};

extern "C" {
    fn malloc(n: usize) -> *mut u8;
    fn free(p: *mut u8);
    fn abort() -> !;
}

struct Heap;

// SAFETY: malloc aligns for every scalar, which is all that is asked for here.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        malloc(layout.size())
    }
    unsafe fn dealloc(&self, p: *mut u8, _: Layout) {
        free(p)
    }
}

#[global_allocator]
static HEAP: Heap = Heap;

#[panic_handler]
fn panicked(_: &core::panic::PanicInfo) -> ! {
    // SAFETY: it takes nothing and does not return.
    unsafe { abort() }
}

#[no_mangle]
pub extern "C" fn bare_sum(n: usize) -> usize {
    let mut all = alloc::vec::Vec::with_capacity(n);
    for i in 0..n {
        all.push(alloc::string::String::from("abc"));
        if i > 10_000 {
            panic!("too many");
        }
    }
    all.iter().map(|s| s.len()).sum()
}
