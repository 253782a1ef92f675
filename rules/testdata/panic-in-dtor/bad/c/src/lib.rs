#[no_mangle]
pub extern "C" fn plugin_save() {
    std::fs::write("state", "1").unwrap(); // want "^error: the host can abort while the library is unloaded: `Result::unwrap` can panic \(reached from destructor `end`\), and a panic cannot leave a" std-in-dtor ""
}

#[no_mangle]
pub extern "C" fn plugin_flush() {
    std::fs::write("log", "1").unwrap(); // want "^error: the host can abort at process exit: `Result::unwrap` can panic \(reached from exit callback `late`\), and a panic cannot leave a destructor" std-in-dtor ""
}
