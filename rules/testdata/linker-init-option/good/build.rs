fn main() {
    // Options that begin alike.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,initfirst");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-rpath,-init");
    println!("cargo:rustc-link-arg-bins=-Wl,-init=only_in_programs");
}
