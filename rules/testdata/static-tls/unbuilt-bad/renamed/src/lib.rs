#[global_allocator]
static ALLOC: heap::Jemalloc = heap::Jemalloc;

#[no_mangle]
pub extern "C" fn decode(n: usize) -> usize {
    vec![0u8; n].len()
}
