//! What is asked of statements: all of them, or one by its id or by a report. Who asks for one needs no leave to change
//! anything, so many can ask at once, between one change and the next.

use std::collections::HashMap;
use std::convert::Infallible;
use std::ops::Range;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::directory::{Id, Place, read, text};
use super::living::Formed;
use super::members::Comparer;
use super::stories::Story;
use super::{Statement, Statements, describe};
use crate::article::Report;

/// Statements are described so many at a time.
const DESCRIBED: usize = 8192;

impl Statements {
    /// The statements, sorted by their earliest report; members are named by their handles.
    pub fn statements(&mut self) -> Vec<Statement> {
        let mut found = Vec::new();
        let Ok(()) = self.each(|_, statement| -> Result<(), Infallible> {
            found.push(statement);
            Ok(())
        });
        found
    }

    /// Visits the statements, sorted by their earliest report, without holding them all in memory; with each comes the
    /// list of reports, by handle.
    ///
    /// # Errors
    /// The first that `visit` gives; the statements behind it are not visited.
    pub fn each<E>(&mut self, visit: impl FnMut(&[Report], Statement) -> Result<(), E>) -> Result<(), E> {
        self.refresh();
        self.each_formed(visit)
    }

    /// How many statements there are.
    pub fn count(&self) -> usize {
        self.directory.count()
    }

    /// How many entries the index has by which quotes meet: what memory goes by.
    pub fn index_entries(&self) -> usize {
        self.grams.count()
    }

    /// As [`each`](Self::each), of the statements that were so at the last [`refresh`](Self::refresh).
    ///
    /// # Errors
    /// The first that `visit` gives; the statements behind it are not visited.
    pub fn each_formed<E>(
        &self,
        mut visit: impl FnMut(&[Report], Statement) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut formed: Vec<&Formed> = self.formed.values().flatten().collect();
        formed.par_sort_unstable_by(|a, b| self.earlier(a.reports[0], b.reports[0]).then(a.id.cmp(&b.id)));
        for formed in formed.chunks(DESCRIBED) {
            let describe = |comparer: &mut Comparer, statement: &&Formed| {
                let wanted = !self.stop.is_asked();
                wanted.then(|| describe::describe(self, statement, &statement.reports, comparer))
            };
            let described = formed.par_iter().with_min_len(256).map_init(Comparer::default, describe);
            let described: Vec<Statement> = described.while_some().collect();
            described.into_iter().try_for_each(|statement| visit(self.reports(), statement))?;
        }
        Ok(())
    }

    /// The id of the statement that a report is in: 32 hexadecimal digits; nothing if the report isn't there, or came
    /// after the last [`refresh`](Self::refresh).
    pub fn statement_of(&self, handle: usize) -> Option<String> {
        self.report(handle)?;
        Some(text(&self.id_at(self.directory.of_report(handle as u32)?)?))
    }

    /// The id of a report's quote: that of the statement that it would found; nothing if the report isn't there. It is
    /// made from the outlet, the article's id, the quote's id, the normal words and their occurrence in the article, and
    /// it needs no [`refresh`](Self::refresh).
    pub fn quote_id(&self, handle: usize) -> Option<String> {
        self.report(handle)?;
        Some(text(&self.id(handle as u32)))
    }

    /// A statement by its id, described like those of [`statements`](Self::statements); nothing if there is none of this
    /// id, or if one of its reports was taken away after the last [`refresh`](Self::refresh).
    pub fn statement(&self, id: &str) -> Option<Statement> {
        self.statement_part(id, 0..usize::MAX)
    }

    /// The same, with those members alone that stand at some places among all of them, from 0; the others are not held
    /// against the representative wording. Places behind the last have nobody.
    pub fn statement_part(&self, id: &str, places: Range<usize>) -> Option<Statement> {
        let formed = self.whole(id)?;
        let end = places.end.min(formed.reports.len());
        let reports = formed.reports.get(places.start..end).unwrap_or_default();
        Some(describe::describe(self, formed, reports, &mut Comparer::default()))
    }

    /// A statement by its id, without its members; nothing if there is none of this id, or if one of its reports was taken
    /// away after the last [`refresh`](Self::refresh).
    pub fn summary(&self, id: &str) -> Option<Statement> {
        Some(describe::summary(self, self.whole(id)?))
    }

    /// A statement none of whose reports was taken away.
    fn whole(&self, id: &str) -> Option<&Formed> {
        let formed = self.formed_at(self.directory.of_id(&read(id)?)?)?;
        formed.reports.iter().all(|&report| self.report(report as usize).is_some()).then_some(formed)
    }

    /// The handles of a statement's reports, earliest first, without describing it; nothing if there is none of this id.
    pub fn reports_of(&self, id: &str) -> Option<&[u32]> {
        Some(&self.formed_at(self.directory.of_id(&read(id)?)?)?.reports)
    }

    /// For each of some reports, by handle, the place among them of the first that stands in the same story: in its
    /// article, or in a copy of it. As many are different as the stories that they stand in.
    ///
    /// # Panics
    /// When one of them isn't there.
    pub fn first_of_story(&self, handles: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut first: HashMap<Story, usize, RandomState> = HashMap::default();
        let handles = handles.into_iter().enumerate();
        handles.map(|(place, handle)| *first.entry(self.story(handle as u32)).or_insert(place)).collect()
    }

    /// The statement at a place.
    pub(super) fn formed_at(&self, place: Place) -> Option<&Formed> {
        self.formed.get(&place.part)?.get(place.at as usize)
    }

    /// The id of the statement at a place.
    pub(super) fn id_at(&self, place: Place) -> Option<Id> {
        self.formed_at(place).map(|formed| formed.id)
    }
}
