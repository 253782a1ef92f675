fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,--allow-multiple-definition"); // want "warning: .*makes the linker keep the first of two definitions"
    println!("cargo::rustc-link-arg=-Wl,-z,muldefs"); // want "-z,muldefs"
}
