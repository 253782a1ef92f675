fn main() {
    println!("cargo:rustc-cdylib-link-arg=-fuse-ld=bfd");
}
