//! State that survives a reload: written when the old module goes, read by the new one.

use std::fs::File;
use std::io::{BufWriter, Write};

use crate::world::WORLD;

const PATH: &str = "quicksave.bin";

pub fn quicksave() {
    let world = WORLD.lock().expect("a system panicked while it held the world");
    let file = File::create(PATH).expect("cannot write the quicksave");
    let mut out = BufWriter::new(file);
    for body in &world.bodies {
        for value in body.position.iter().chain(&body.velocity) {
            out.write_all(&value.to_le_bytes()).unwrap();
        }
    }
}
