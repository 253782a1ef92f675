extern "C" fn start() {
    println!("start");
    if true {
        println!("nested");
    }
}

#[link_section = ".init_array"]
static START: extern "C" fn() = start;

std::thread_local! {
    static FIRST: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(Vec::new());
    static NAMES: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(Vec::new());
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    FIRST.with(|n| n.borrow_mut().push(1));
    NAMES.with(|n| n.borrow_mut().push(1));
}
