use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let status = Command::new("cc")
        .args(["-shared", "-fPIC", "-Wl,-soname,libtuning.so", "tuning.c", "-o"])
        .arg(format!("{out}/libtuning.so"))
        .status();
    assert!(status.unwrap().success());
    // By its path too, but what the linker records is the SONAME.
    println!("cargo:rustc-cdylib-link-arg={out}/libtuning.so");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-rpath,$ORIGIN");
    println!("cargo:rerun-if-changed=tuning.c");
}
