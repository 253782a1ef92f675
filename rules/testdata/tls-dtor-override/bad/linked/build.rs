fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,--defsym=__cxa_thread_atexit_impl=0"); // want "defined as zero"
}
