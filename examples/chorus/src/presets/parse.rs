//! `name | rate depth mix`

use super::Preset;
use crate::dsp::Params;

pub fn preset(line: &str) -> Preset {
    let (name, numbers) = line.split_once('|').expect("preset line without `|`");
    let mut fields = numbers.split_whitespace();
    Preset {
        name: name.trim().to_owned(),
        params: Params {
            rate: number(fields.next()),
            depth: number(fields.next()),
            mix: number(fields.next()),
        },
    }
}

fn number(field: Option<&str>) -> f32 {
    // The bank is ours, a missing field would show in the first test run.
    field.unwrap().parse().unwrap_or(0.5)
}
