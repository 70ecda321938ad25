//! An archive: articles and what is known of them, kept from one start to the next.

pub mod store;
