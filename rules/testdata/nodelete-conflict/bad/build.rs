fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete"); // want "information: .*keeps the library mapped for ever, but destructor `clean_up` waits"
}
