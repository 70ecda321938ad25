//! Reports that hang together, into statements.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;

use crate::article::Report;
use crate::similarity::Occasions;
use crate::statements::{Statement, Statements};
use crate::text::fingerprint::Fingerprint;

/// Reports of one set that came apart: they must come one behind the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rows of set {0} do not stand together: sort them by `part`")]
pub struct NotPacked(pub i64);

/// Statements of some sets.
#[derive(Debug)]
pub struct Grouped {
    /// The reports of the sets.
    pub reports: Vec<Report>,
    /// The statements, whose members index into them.
    pub statements: Vec<Statement>,
}

/// Groups sets of reports, one after the other; a set holds all reports of some texts that hang together.
#[derive(Debug, Default)]
pub struct Grouper {
    occasions: Occasions,
    reports: Vec<Report>,
    /// The numbers of the stories among them.
    stories: HashMap<Box<str>, u32, RandomState>,
    bytes: usize,
    /// The set of the last report.
    last: Option<i64>,
}

/// Sets are grouped together, for speed, until there are so many reports or bytes of words.
const REPORTS: usize = 1 << 14;
const BYTES: usize = 16 << 20;

impl Grouper {
    /// With nothing to group yet.
    pub fn new(occasions: Occasions) -> Self {
        Self { occasions, ..Self::default() }
    }

    /// Adds a report of a set; `story` names what it is told in, where articles that are copies have one name. Gives the
    /// statements of sets before it once they are many.
    ///
    /// # Errors
    /// When the sets do not come in the order of their numbers.
    pub fn add(
        &mut self,
        set: i64,
        mut report: Report,
        story: Option<&str>,
    ) -> Result<Option<Grouped>, NotPacked> {
        if self.last.is_some_and(|last| set < last) {
            return Err(NotPacked(set));
        }
        let full = self.reports.len() >= REPORTS || self.bytes >= BYTES;
        let done = (full && self.last != Some(set)).then(|| self.finish());
        self.last = Some(set);
        self.bytes += report.text.len();
        report.fingerprint = story.map(|story| {
            let next = self.stories.len() as u32;
            let number = match self.stories.entry(story.into()) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => *new.insert(next),
            };
            // Signatures of which no two have a bin in common are no copies.
            Fingerprint([number; 32].into())
        });
        self.reports.push(report);
        Ok(done)
    }

    /// The statements of what was added since the last were given.
    pub fn finish(&mut self) -> Grouped {
        self.stories.clear();
        self.bytes = 0;
        let mut statements = Statements::new(self.occasions);
        statements.extend(std::mem::take(&mut self.reports));
        let found = statements.statements();
        Grouped { reports: statements.reports().to_vec(), statements: found }
    }
}
