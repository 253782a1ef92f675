#[no_mangle]
pub extern "C" fn decode(n: usize) -> usize {
    engine::decode(n)
}
