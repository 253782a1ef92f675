// A plugin's own API under names that std calls nowhere in this library.
#[no_mangle]
pub extern "C" fn write(n: u32) -> u32 {
    n + 1
}

// On glibc std opens with `open64`.
#[no_mangle]
pub extern "C" fn open() -> i32 {
    i32::from(std::fs::File::open("device.conf").is_ok())
}

// std frees with the allocator that the library names.
#[global_allocator]
static ALLOC: arena::Arena = arena::Arena;

#[no_mangle]
pub extern "C" fn free(p: *mut u8) {
    let _ = format!("{p:?}");
}

mod arena {
    pub struct Arena;
    unsafe impl std::alloc::GlobalAlloc for Arena {
        unsafe fn alloc(&self, _: std::alloc::Layout) -> *mut u8 {
            std::ptr::null_mut()
        }
        unsafe fn dealloc(&self, _: *mut u8, _: std::alloc::Layout) {}
    }
}
