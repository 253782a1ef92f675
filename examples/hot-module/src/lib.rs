//! Gameplay code. The engine opens this library, calls `game_update` once a
//! frame, and on a rebuild closes it and opens the new one.

pub mod assets;
mod save;
pub mod systems;
pub mod world;

use std::panic::{self, AssertUnwindSafe};

use ctor::{ctor, dtor};

use systems::System;
use world::WORLD;

/// Everything slow happens here, before the first frame.
#[ctor]
fn module_loaded() {
    let report = panic::catch_unwind(check_systems);
    if report.is_err() {
        WORLD.lock().unwrap_or_else(|p| p.into_inner()).paused = true;
    }
    assets::warm_up();
}

/// Two systems of one name would run in an order that depends on the linker.
fn check_systems() {
    let mut names: Vec<_> = inventory::iter::<System>.into_iter().map(|s| s.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(all, names.len(), "two systems share a name");
}

#[dtor]
fn module_unloading() {
    save::quicksave();
    assets::forget();
    // cdylib-ls: allow(stdio-in-dtor) the engine owns the terminal and this is a development build
    println!("game module unloaded");
}

#[no_mangle]
pub extern "C" fn game_update(dt: f32) -> bool {
    panic::catch_unwind(AssertUnwindSafe(|| {
        let mut world = WORLD.lock().unwrap();
        if !world.paused {
            for system in inventory::iter::<System> {
                (system.run)(&mut world, dt);
            }
        }
    }))
    .is_ok()
}
