fn main() {
    cc::Build::new().file("native/start.c").file("native/log.c").compile("start");
}
