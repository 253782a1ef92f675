use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let status = Command::new("cc").args(["-shared", "-fPIC", "-Wl,-soname,libtapsdk.so.3", "tap.c", "-o", &(out.clone() + "/libtapsdk.so")]).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-link-search=native={out}");
}
