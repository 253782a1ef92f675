//! Everything is elsewhere.
