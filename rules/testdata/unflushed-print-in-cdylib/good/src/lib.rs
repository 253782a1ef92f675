use std::io::Write;

#[no_mangle]
pub extern "C" fn plugin_call(n: u32) {
    // The line end writes all before it.
    print!("{n}\n");
    // A later line carries it along.
    print!("a ");
    println!("b");
    // Flushed.
    print!("c");
    let _ = std::io::stdout().flush();
}

#[no_mangle]
pub extern "C" fn plugin_error() {
    // stderr has no buffer.
    eprint!("now");
}

#[no_mangle]
pub extern "C" fn plugin_text(text: &str) {
    // What is printed may end in a line end.
    print!("{text}");
}
