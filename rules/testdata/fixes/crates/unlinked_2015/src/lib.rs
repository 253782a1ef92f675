#![allow(dead_code)]
pub fn call() {}
