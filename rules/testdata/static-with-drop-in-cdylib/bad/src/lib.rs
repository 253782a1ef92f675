use std::collections::HashMap;
use std::sync::Mutex;

static NAMES: Mutex<Vec<String>> = Mutex::new(Vec::new()); // want "^information: each reload of `leaking` leaks what static `NAMES` owns: its value needs drop and is never dropped"
static TABLE: std::sync::OnceLock<HashMap<u32, u32>> = std::sync::OnceLock::new(); // want "^information: each reload of `leaking` leaks what static `TABLE` owns: its value needs drop and is never dropped"

#[no_mangle]
pub extern "C" fn plugin_call() {
    if let Ok(mut n) = NAMES.lock() {
        n.push(String::new());
    }
    TABLE.get();
}
