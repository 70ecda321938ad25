//! The input stage.
