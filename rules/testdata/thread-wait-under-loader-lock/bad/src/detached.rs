#[dtor::dtor]
fn starts_at_close() {
    std::thread::spawn(|| ()); // want "error: `.*spawn` starts a thread .*after `dlclose` has unmapped its code"
}
