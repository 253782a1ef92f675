//! A housekeeping thread computes digests, and the host exits.
#[no_mangle]
pub extern "C" fn plug_start() {
    std::thread::spawn(housekeeping); // want exit-cleanup-race "^warning: the host can crash when it exits"
}

fn housekeeping() {
    loop {
        std::hint::black_box(openssl::sha::sha512(b"data"));
    }
}
