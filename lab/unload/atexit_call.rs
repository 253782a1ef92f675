//! `atexit`, called by the library.

unsafe extern "C" {
    fn atexit(callback: extern "C" fn()) -> i32;
}

extern "C" fn callback() {
    lab::say("{");
    lab::say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    unsafe { atexit(callback) };
}
