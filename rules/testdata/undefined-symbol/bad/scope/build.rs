use std::{env, process::Command};

fn main() {
    let object = env::var("OUT_DIR").unwrap() + "/draw.o";
    let status = Command::new("cc").args(["-c", "-O2", "-fPIC", "draw.c", "-o", &object]).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-cdylib-link-arg={object}");
    // What C calls is then looked up at the first call, where the host loads with RTLD_LAZY.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,lazy");
}
