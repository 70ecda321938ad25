//! What every store does, asked of each of them.
pub(super) fn behaves_as_a_store<S: super::Store>(_n: &dyn Fn() -> S) {}
