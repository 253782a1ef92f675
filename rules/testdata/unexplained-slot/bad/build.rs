use std::{env, process::Command};

fn main() {
    let object = env::var("OUT_DIR").unwrap() + "/trace.o";
    let status = Command::new("cc").args(["-c", "-O2", "-fPIC", "trace.c", "-o", &object]).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-cdylib-link-arg={object}");
}
