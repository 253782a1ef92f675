use std::{env, process::Command};

fn main() {
    let object = env::var("OUT_DIR").unwrap() + "/scratch.o";
    // With -fPIC alone the storage is allocated when a thread first touches it.
    let status = Command::new("cc").args(["-c", "-O2", "-fPIC", "scratch.c", "-o", &object]).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-cdylib-link-arg={object}");
}
