use std::{env, fs, process::Command};

/// Links the interpreter's library, here a stand-in.
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    fs::write(format!("{out}/stub.c"), "void *PyModule_Create2(void *d, int v) { (void)v; return d; }\n").unwrap();
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-Wl,-soname,libpython3.11.so.1.0", "stub.c", "-o", "libpython3.11.so"])
        .current_dir(&out)
        .status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-link-search=native={out}");
    println!("cargo:rustc-link-lib=dylib=python3.11"); // want "warning: `target/release/libfastmath.so` needs `libpython3.11.so.1.0`, which is CPython itself"
}
