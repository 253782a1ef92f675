use std::collections::HashMap;
use std::sync::Mutex;

static NAMES: Mutex<Vec<String>> = Mutex::new(Vec::new()); // want "information: the value of static `NAMES` needs drop and is never dropped"
static TABLE: std::sync::OnceLock<HashMap<u32, u32>> = std::sync::OnceLock::new(); // want "`TABLE` needs drop"

#[no_mangle]
pub extern "C" fn plugin_call() {
    if let Ok(mut n) = NAMES.lock() {
        n.push(String::new());
    }
    TABLE.get();
}
