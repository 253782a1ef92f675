// sauté
pub fn x() {}
