//! The sound: three delay lines per channel, read with slow sines 120 degrees apart.

use std::cell::RefCell;
use std::f32::consts::TAU;

const VOICES: usize = 3;
const MAX_DELAY: usize = 4096;

#[derive(Clone, Copy)]
pub struct Params {
    pub rate: f32,
    pub depth: f32,
    pub mix: f32,
}

impl Default for Params {
    fn default() -> Self {
        Params { rate: 0.8, depth: 0.4, mix: 0.5 }
    }
}

thread_local! {
    // Hosts with a thread pool call `process` from several threads; a scratch
    // buffer each keeps the audio path free of locks and allocation.
    static SCRATCH: RefCell<Vec<f32>> = RefCell::new(Vec::with_capacity(MAX_DELAY));
}

pub struct Chorus {
    line: Vec<f32>,
    write: usize,
    phase: f32,
    sample_rate: f32,
    pub params: Params,
}

impl Chorus {
    pub fn new(sample_rate: f32) -> Chorus {
        Chorus {
            line: vec![0.0; MAX_DELAY],
            write: 0,
            phase: 0.0,
            sample_rate,
            params: Params::default(),
        }
    }

    pub fn process(&mut self, input: &[f32], output: &mut [f32]) {
        SCRATCH.with(|scratch| {
            let mut wet = scratch.borrow_mut();
            wet.clear();
            for &x in input {
                self.line[self.write] = x;
                self.write = (self.write + 1) % MAX_DELAY;
                self.phase = (self.phase + self.params.rate / self.sample_rate).fract();
                wet.push(self.voices());
            }
            for ((out, dry), wet) in output.iter_mut().zip(input).zip(wet.iter()) {
                *out = dry * (1.0 - self.params.mix) + wet * self.params.mix;
            }
        })
    }

    fn voices(&self) -> f32 {
        let mut sum = 0.0;
        for v in 0..VOICES {
            let lfo = (TAU * (self.phase + v as f32 / VOICES as f32)).sin();
            let delay = 400.0 + 300.0 * self.params.depth * lfo;
            sum += self.line[(self.write + MAX_DELAY - delay as usize) % MAX_DELAY];
        }
        sum / VOICES as f32
    }
}
