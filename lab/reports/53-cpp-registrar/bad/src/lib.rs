//! Codecs, which an object of C++ registers at load.
extern "C" {
    fn codec_count() -> i32;
}

#[no_mangle]
pub extern "C" fn register_codec() {
    let home = std::env::var("CODEC_HOME").unwrap(); // want panic-in-ctor "^error: the host can abort while the library is loaded: .Result::unwrap. can panic .reached from constructor .registrar."
    std::hint::black_box(home);
}

#[no_mangle]
pub unsafe extern "C" fn plug_codecs() -> i32 {
    codec_count()
}
