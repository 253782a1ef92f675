// Without the start files the loader calls it.
#[no_mangle]
pub extern "C" fn _init() {
    println!("a constructor then"); // want stdio-in-ctor "while the library is loaded"
}
