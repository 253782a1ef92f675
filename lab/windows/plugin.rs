//! A DLL for each value of `case`: what FreeLibrary finds of it.
use std::cell::RefCell;

#[cfg(case = "constructor")]
#[used]
#[link_section = ".CRT$XCU"]
static INIT: extern "C" fn() = on_load;

#[cfg(case = "constructor")]
extern "C" fn on_load() {
    println!("loaded");
}

#[cfg(any(case = "main-waits", case = "main-quiet"))]
#[no_mangle]
pub extern "system" fn DllMain(_module: *mut u8, reason: u32, _reserved: *mut u8) -> i32 {
    if reason == 1 && cfg!(case = "main-waits") {
        std::thread::spawn(|| {}).join().unwrap();
    }
    1
}

#[cfg(case = "callback")]
mod windows {
    #[link(name = "kernel32")]
    extern "system" {
        pub fn SetConsoleCtrlHandler(handler: Option<extern "system" fn(u32) -> i32>, add: i32) -> i32;
    }
    pub extern "system" fn on_control(_event: u32) -> i32 {
        0
    }
}

thread_local! { static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; }

#[no_mangle]
pub extern "C" fn plugin_run(n: u8) -> usize {
    #[cfg(case = "thread")]
    std::thread::spawn(move || loop {
        std::thread::sleep(std::time::Duration::from_millis(50));
        std::hint::black_box(n);
    });
    #[cfg(case = "joined")]
    std::thread::spawn(|| {}).join().unwrap();
    #[cfg(case = "callback")]
    unsafe {
        windows::SetConsoleCtrlHandler(Some(windows::on_control), 1);
    }
    if cfg!(case = "thread-local") {
        return BUFFER.with_borrow_mut(|b| {
            b.push(n);
            b.len()
        });
    }
    n.into()
}
