fn main() {
    // The linker refuses a second definition unless it is told otherwise.
    println!("cargo:rustc-cdylib-link-arg=-Wl,--no-allow-multiple-definition");
    // Another flag of -z.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,defs");
    // For a program alone.
    println!("cargo:rustc-link-arg-bins=-Wl,--allow-multiple-definition");
}
