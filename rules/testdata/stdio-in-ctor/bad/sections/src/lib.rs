//! Constructors by link section, edition 2024.

unsafe extern "C" {
    safe fn getpid() -> i32;
}

#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = init;

extern "C" fn init() {
    println!("pid {}", getpid()); // want "in constructor `(init|INIT)`"
}

#[used]
#[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array"))]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
static CLOSURE: extern "C" fn() = {
    extern "C" fn run() {
        eprintln!("run"); // want "eprintln!"
    }
    run
};
