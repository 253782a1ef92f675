#[dtor::dtor]
fn late() {
    std::process::exit(2); // want "^warning: a Rust program \(1\.85 and later\) aborts, since it is exiting already: `process::exit` runs at process exit \(in destructor `late`\)"
}

extern "C" fn callback() {
    std::thread::spawn(|| ()); // want "^information: the process usually ends before the thread does its work: `thread::spawn` starts it at process exit \(in exit callback `callback`\)"
}

fn main() {
    unsafe { libc::atexit(callback) };
    std::thread::sleep(std::time::Duration::ZERO); // main is the ordinary place
}
