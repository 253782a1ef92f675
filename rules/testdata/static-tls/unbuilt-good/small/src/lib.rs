#[global_allocator]
static ALLOC: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[no_mangle]
pub extern "C" fn decode(n: usize) -> usize {
    vec![0u8; n].len()
}
