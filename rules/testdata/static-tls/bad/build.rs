use std::{env, process::Command};

fn main() {
    let object = env::var("OUT_DIR").unwrap() + "/scratch.o";
    let status = Command::new("cc").args(["-c", "-O2", "-fPIC", "-ftls-model=initial-exec", "scratch.c", "-o", &object]).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-cdylib-link-arg={object}");
}
