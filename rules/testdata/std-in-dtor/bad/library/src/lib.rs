#[dtor::dtor]
fn cleans_up() {
    let _ = std::fs::remove_file("/tmp/plugin.lock"); // want "information: .*best-effort"
    let _ = std::time::Instant::now(); // want "information: "
    let _ = std::env::var("HOME"); // want "information: "
    let _ = std::thread::current().id(); // want "information: .*unsupported after `main`"
    std::env::remove_var("READY"); // want "warning: .*changes the environment"
    if std::hint::black_box(false) {
        std::process::exit(1); // want "warning: `.*exit` ends the host .*other destructors never run"
    }
}
