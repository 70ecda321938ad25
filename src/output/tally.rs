//! What `ingest` writes: how many of the records that were sent became what.

use std::io::{self, Write};

use serde::Serialize;

use super::terminal::{Ink, Style};

/// What became of records that were sent to an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// New articles.
    pub added: u64,
    /// Articles that took the place of an older version.
    pub replaced: u64,
    /// Records that were known as they are.
    pub unchanged: u64,
    /// Articles of which a newer version is known.
    pub superseded: u64,
    /// Articles that were withdrawn before.
    pub withheld: u64,
    /// Articles that were withdrawn now.
    pub retracted: u64,
    /// Records that could not be read, or that the archive refused.
    pub rejected: u64,
    /// Records that were not sent since they are under embargo, or no stories.
    pub set_aside: u64,
    /// Records that were acknowledged before, and were not sent.
    pub skipped: u64,
}

impl Tally {
    /// Writes it as text: what there is none of is left out.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn text(&self, out: &mut impl Write, style: Style) -> io::Result<()> {
        let counts = [
            (self.added, "added"),
            (self.replaced, "replaced"),
            (self.unchanged, "unchanged"),
            (self.superseded, "superseded by a newer version"),
            (self.withheld, "withheld, since withdrawn before"),
            (self.retracted, "retracted"),
            (self.rejected, "rejected"),
            (self.set_aside, "set aside"),
            (self.skipped, "not sent, since acknowledged before"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        let told: Vec<String> = told.map(|(count, what)| format!("{count} {what}")).collect();
        let text = if told.is_empty() { "nothing to send".to_owned() } else { told.join("; ") };
        style.paragraph(out, Ink::Plain, "", &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_is_told() {
        let text = |tally: Tally| {
            let mut out = Vec::new();
            tally.text(&mut out, Style { width: 80, colour: false }).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(text(Tally { added: 3, rejected: 1, ..Tally::default() }), "3 added; 1 rejected\n");
        assert_eq!(text(Tally::default()), "nothing to send\n");
    }
}
