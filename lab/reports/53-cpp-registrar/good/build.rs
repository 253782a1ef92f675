fn main() {
    cc::Build::new().cpp(true).file("registrar.cpp").compile("registrar");
}
