use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let status = Command::new("cc").args(["-shared", "-fPIC", "-Wl,-soname,libstrokes_sdk.so.3", "tap.c", "-o", &(out.clone() + "/libstrokes_sdk.so")]).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-link-search=native={out}");
}
