fn main() {
    // The interpreter defines what the module leaves open.
    println!("cargo:rustc-cdylib-link-arg=-Wl,-undefined,dynamic_lookup");
}
