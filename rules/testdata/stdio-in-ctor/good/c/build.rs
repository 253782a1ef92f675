fn main() {
    cc::Build::new().file("native/start.c").compile("start");
}
