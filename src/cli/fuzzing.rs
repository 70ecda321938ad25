//! A door for whoever tries what could stand in a file of settings (`fuzz/`); no part of the library.

pub use super::config::fuzzing::{Read, settings};
