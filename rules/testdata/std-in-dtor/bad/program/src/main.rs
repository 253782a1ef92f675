#[dtor::dtor]
fn late() {
    std::process::exit(2); // want "warning: `.*exit` runs at process exit .*aborts a Rust program"
}

extern "C" fn callback() {
    std::thread::spawn(|| ()); // want "information: `.*spawn` starts a thread at process exit .*usually ends before"
}

fn main() {
    unsafe { libc::atexit(callback) };
    std::thread::sleep(std::time::Duration::ZERO); // main is the ordinary place
}
