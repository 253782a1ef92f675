use std::time::{Duration, Instant, SystemTime};

#[ctor::ctor]
fn clocks() {
    let _ = Instant::now(); // want "information: `.*Instant::now` runs while the library is loaded .*best-effort"
    let _ = SystemTime::now(); // want "information: "
    std::thread::sleep(Duration::from_millis(1)); // want "information: `.*sleep"
    std::thread::yield_now(); // want "information: "
}

#[ctor::ctor]
fn files() {
    let _ = std::fs::read_to_string("/etc/plugin.conf"); // want "information: "
    let _ = std::fs::File::open("/etc/plugin.conf"); // want "information: "
    let _ = std::net::TcpStream::connect("127.0.0.1:1"); // want "information: "
}

#[ctor::ctor]
fn environment() {
    let _ = std::env::var("HOME"); // want "information: "
    let _ = std::env::args().count(); // want "information: .*filled in on linux-gnu, empty in a library on musl"
    std::env::set_var("READY", "1"); // want "^warning: a data race with threads of the host that read the environment: `env::set_var` changes it while the library is loaded \(in constructor"
    std::env::remove_var("READY"); // want "^warning: a data race with threads of the host that read the environment: `env::remove_var` changes it while the library is loaded \(in constructor"
}

#[ctor::ctor]
fn processes() {
    let _ = std::process::Command::new("true").status(); // want "information: "
    if std::hint::black_box(false) {
        std::process::exit(1); // want "warning: `.*exit` ends the host while the library is loaded"
    }
    if std::hint::black_box(false) {
        std::process::abort(); // want "warning: `.*abort` ends the host"
    }
}

#[ctor::ctor]
fn threads() {
    std::thread::spawn(work); // want "information: `.*spawn` starts a thread .*begins only after `dlopen` returns"
    let _ = std::thread::current().id(); // want "information: "
}

fn work() {
    // On the thread's own time: dlopen has returned.
    let _ = std::env::var("HOME");
}

#[ctor::ctor]
fn transitive() {
    configure();
}

fn configure() {
    let _ = std::env::current_dir(); // want "reached from constructor `transitive`"
}

// Ends the host where memory runs out, which hardly ever happens.
#[ctor::ctor]
fn allocates() {
    let layout = std::alloc::Layout::new::<u64>();
    // SAFETY: the layout is not empty.
    if unsafe { std::alloc::alloc(layout) }.is_null() {
        std::alloc::handle_alloc_error(layout); // want "information: `alloc::handle_alloc_error` ends the host .*, only where memory runs out"
    }
}

#[ctor::ctor]
fn raw_thread() {
    let mut id = 0;
    unsafe { libc::pthread_create(&mut id, std::ptr::null(), entry, std::ptr::null_mut()) }; // want "^information: code of the library runs before its other constructors have: `pthread_create` starts a thread while the library is loaded"
}

extern "C" fn entry(_: *mut libc::c_void) -> *mut libc::c_void {
    std::ptr::null_mut()
}
