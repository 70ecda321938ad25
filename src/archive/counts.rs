//! How much an archive knows, for whoever looks after one.

/// How much an archive knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Articles that count.
    pub articles: usize,
    /// Articles that were withdrawn.
    pub retracted: usize,
    /// Reports of the articles that count.
    pub reports: usize,
    /// Reports that were taken away, as far as they still take memory.
    pub gone: usize,
    /// Statements that the reports make.
    pub statements: usize,
    /// Entries of the index by which reports of one statement meet.
    pub entries: usize,
}
