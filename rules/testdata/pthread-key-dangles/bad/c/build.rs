fn main() {
    cc::Build::new().file("scratch.c").compile("scratch");
}
