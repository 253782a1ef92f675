// naïve, 日本語
pub fn x() {}
