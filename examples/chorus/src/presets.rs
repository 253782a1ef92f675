//! The factory bank: one preset a line, compiled in.

mod parse;

use crate::dsp::Params;

const FACTORY: &str = include_str!("../presets/factory.txt");

pub struct Preset {
    pub name: String,
    pub params: Params,
}

pub struct Bank {
    presets: Vec<Preset>,
}

impl Bank {
    fn from_text(text: &str) -> Bank {
        let presets = text
            .lines()
            .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
            .map(parse::preset)
            .collect();
        Bank { presets }
    }

    pub fn len(&self) -> usize {
        self.presets.len()
    }

    pub fn get(&self, index: usize) -> Option<&Preset> {
        self.presets.get(index)
    }

    pub fn named(&self, name: &str) -> Option<&Preset> {
        self.presets.iter().find(|p| p.name == name)
    }
}

pub fn factory() -> Bank {
    let bank = Bank::from_text(FACTORY);
    assert!(bank.len() > 0, "factory bank is empty");
    bank
}
