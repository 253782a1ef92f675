//! Lookup tables. Building them takes a second, so it is done once and in parallel.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::RwLock;
use std::thread;

type Table = Vec<f32>;

static TABLES: RwLock<Option<HashMap<&'static str, Table>>> = RwLock::new(None);

thread_local! {
    // The last table a thread asked for: nearly always the one it asks for next.
    static RECENT: RefCell<Option<(String, Table)>> = const { RefCell::new(None) };
}

const NAMES: [&str; 3] = ["gravity", "drag", "bounce"];

pub fn warm_up() {
    let workers: Vec<_> = NAMES
        .iter()
        .map(|&name| thread::spawn(move || (name, build(name))))
        .collect();
    let tables = workers.into_iter().filter_map(|w| w.join().ok()).collect();
    *TABLES.write().unwrap() = Some(tables);
}

fn build(name: &str) -> Table {
    (0..4096).map(|i| (i as f32 * name.len() as f32).sin() + 9.81).collect()
}

pub fn table(name: &str) -> Option<Table> {
    RECENT.with(|recent| {
        let mut recent = recent.borrow_mut();
        if let Some((last, table)) = recent.as_ref() {
            if last == name {
                return Some(table.clone());
            }
        }
        let table = TABLES.read().ok()?.as_ref()?.get(name)?.clone();
        *recent = Some((name.to_owned(), table.clone()));
        Some(table)
    })
}

/// The new module builds its own tables; do not keep the old ones alive.
pub fn forget() {
    RECENT.with(|recent| recent.borrow_mut().take());
    TABLES.write().unwrap().take();
}
