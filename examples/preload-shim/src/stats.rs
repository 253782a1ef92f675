use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

static HITS: AtomicU64 = AtomicU64::new(0);

pub struct Summary {
    hits: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} paths redirected", self.hits)
    }
}

pub fn hit() {
    HITS.fetch_add(1, Ordering::Relaxed);
}

pub fn summary() -> Summary {
    Summary { hits: HITS.load(Ordering::Relaxed) }
}
