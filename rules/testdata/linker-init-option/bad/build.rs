fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,-init=start_up"); // want "information: .*`start_up` run when the library is loaded"
}
