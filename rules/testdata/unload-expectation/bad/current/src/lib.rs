#[no_mangle]
pub extern "C" fn touch() -> bool {
    std::thread::current().name().is_some() // want current-thread-dangles "leaves a pthread-key destructor in `current`"
}
