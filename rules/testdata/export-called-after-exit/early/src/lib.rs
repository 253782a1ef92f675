use std::cell::RefCell;

thread_local! {
    static NAMES: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

// Asked for before anything else, by every application.
#[no_mangle]
pub extern "C" fn C_GetFunctionList(list: *mut usize) -> usize {
    NAMES.with_borrow_mut(|n| n.push(list as u32));
    0
}

// Called from destructors and exit callbacks of applications and their libraries.
#[no_mangle]
pub extern "C" fn C_Finalize(_reserved: *mut u8) -> usize {
    NAMES.with_borrow_mut(|n| n.clear()); // want "a panic aborts the process when it ends: `LocalKey::with_borrow_mut` uses thread-local `NAMES` \(in export `C_Finalize`\)"
    0
}
