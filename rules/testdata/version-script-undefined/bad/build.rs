fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,--version-script=api.map"); // want "warning: the version script exports `gone` and 1 more"
}
