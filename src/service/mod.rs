//! The service stage.
