//! Systems register themselves; the order is the linker's.

use crate::assets;
use crate::world::World;

pub struct System {
    pub name: &'static str,
    pub run: fn(&mut World, f32),
}

inventory::collect!(System);

inventory::submit! { System { name: "gravity", run: gravity } }
inventory::submit! { System { name: "motion", run: motion } }
inventory::submit! { System { name: "clock", run: |world, _| world.tick += 1 } }

fn gravity(world: &mut World, dt: f32) {
    let g = assets::table("gravity").and_then(|t| t.first().copied()).unwrap_or(9.81);
    for body in &mut world.bodies {
        body.velocity[1] -= g * dt;
    }
}

fn motion(world: &mut World, dt: f32) {
    for body in &mut world.bodies {
        for axis in 0..2 {
            body.position[axis] += body.velocity[axis] * dt;
        }
    }
}
