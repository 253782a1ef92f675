mod flat;
mod folder;

#[path = "elsewhere/there.rs"]
mod there;

// For another system: its file need not be here.
#[cfg(windows)]
mod windows;

// For tests only.
#[cfg(test)]
mod fixtures;

mod inline {
    pub mod deeper;
}

#[ctor::ctor]
fn init() {
    flat::start();
    folder::start();
    there::start();
    inline::deeper::start();
}
