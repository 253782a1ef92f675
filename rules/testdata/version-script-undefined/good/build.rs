fn main() {
    println!("cargo:rustc-cdylib-link-arg=-Wl,--version-script={}/api.map", env!("CARGO_MANIFEST_DIR"));
    // Written by the build script: there is nothing to compare with.
    println!("cargo:rustc-cdylib-link-arg=-Wl,--version-script=generated.map");
}
