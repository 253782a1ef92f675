#[dtor::dtor]
fn starts_at_close() {
    std::thread::spawn(|| ()); // want "^error: the host crashes in a thread that begins after `dlclose` has unmapped its code: `thread::spawn` starts a thread while the library is unloaded"
}
