pub fn start() {
    println!("x"); // want stdio-in-ctor "println!"
}
