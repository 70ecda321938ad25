//! What a user sees, in one binary: one file a subject.

// What helps a test may panic as the test itself may.
#![allow(clippy::unwrap_used)]

// The service: its four calls, what it refuses, how it starts and stops, over a real socket.
mod service_compare;
mod service_deduplicate;
mod service_errors;
mod service_extract;
mod service_harness;
mod service_stop;
