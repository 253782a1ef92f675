fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,defs");
    // Apple's spelling, for Apple's platforms.
    if std::env::var("CARGO_CFG_TARGET_OS").unwrap() == "macos" {
        println!("cargo:rustc-cdylib-link-arg=-undefined");
        println!("cargo:rustc-cdylib-link-arg=dynamic_lookup");
    }
    // For the tests, not for the library.
    println!("cargo:rustc-link-arg-tests=-Wl,--unresolved-symbols=ignore-all");
    // println!("cargo:rustc-link-arg=-Wl,--unresolved-symbols=ignore-all");
}
