fn main() {
    for object in cc::Build::new().file("end.c").compile_intermediates() {
        println!("cargo:rustc-cdylib-link-arg={}", object.display());
    }
}
