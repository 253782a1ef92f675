use std::sync::Mutex;

#[derive(Clone, Copy, Default)]
pub struct Body {
    pub position: [f32; 2],
    pub velocity: [f32; 2],
}

#[derive(Default)]
pub struct World {
    pub bodies: Vec<Body>,
    pub paused: bool,
    pub tick: u64,
}

pub static WORLD: Mutex<World> = Mutex::new(World { bodies: Vec::new(), paused: false, tick: 0 });
