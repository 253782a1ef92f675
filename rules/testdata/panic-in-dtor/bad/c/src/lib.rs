#[no_mangle]
pub extern "C" fn plugin_save() {
    std::fs::write("state", "1").unwrap(); // want "^error: `Result::unwrap` can panic .*destructor `end`" std-in-dtor ""
}

#[no_mangle]
pub extern "C" fn plugin_flush() {
    std::fs::write("log", "1").unwrap(); // want "^error: `Result::unwrap` can panic .*exit callback `late`" std-in-dtor ""
}
