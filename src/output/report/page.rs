//! The page of statements, as it comes together.

use std::collections::HashMap;
use std::io::{self, Write};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::data::{Around, Article, Data, Who};
use super::passages::{Kept, Passage};
use super::shell::{Shell, write_json};
use super::table::Table;
use crate::article::{Report, Speaker};
use crate::output::{rounded, words};
use crate::similarity::{Piece, Relation, compare};
use crate::statements::{Member, Statement};
use crate::text::offsets::{Encoding, Offsets};

const SHELL: Shell = Shell {
    title: "Who said what",
    style: concat!(
        include_str!("assets/page.css"),
        include_str!("assets/statements.css"),
        include_str!("assets/reports.css"),
    ),
    body: include_str!("assets/statements.html"),
    script: concat!(
        include_str!("assets/page.js"),
        include_str!("assets/data.js"),
        include_str!("assets/filters.js"),
        include_str!("assets/list.js"),
        include_str!("assets/wording.js"),
        include_str!("assets/timeline.js"),
        include_str!("assets/reports.js"),
        include_str!("assets/statement.js"),
        include_str!("assets/statements.js"),
    ),
};

/// A page of statements with all their reports. It holds what it will show until it is written.
#[derive(Debug, Default)]
pub struct StatementPage {
    data: Data,
    kept: Kept,
    /// Of each statement, which report gives its wording.
    representatives: Vec<usize>,
    places: HashMap<String, u32, RandomState>,
    /// Of each statement, the ids of those that it conflicts with.
    conflicts: Vec<(u32, String)>,
}

impl StatementPage {
    /// A page without statements yet, and what was kept of the articles.
    pub fn new(kept: Kept) -> Self {
        Self { kept, ..Self::default() }
    }

    /// Adds a statement, whose members index into `reports` and have their alignments. `stories` tells for each of them
    /// the first that stands in the same story.
    pub fn add(&mut self, statement: &Statement, reports: &[Report], stories: &[usize]) {
        let representative = &reports[statement.representative].text;
        let place = self.representatives.len() as u32;
        self.places.insert(statement.id.clone(), place);
        self.conflicts.extend(statement.conflicts.iter().map(|id| (place, id.clone())));
        self.representatives.push(statement.representative);
        let wording = Offsets::new(representative, Encoding::Utf16);
        for (member, &story) in statement.members.iter().zip(stories) {
            self.add_report(member, &reports[member.report], story, &wording);
        }
        let data = &mut self.data;
        let all = &mut data.statements;
        all.id.push(statement.id.clone());
        all.speaker.push(statement.speaker.as_ref().map(|speaker| data.speakers.place(&who(speaker))));
        all.text.push(data.texts.place(&**representative));
        all.time.push(data.times.place(statement.first_reported.to_string().as_str()));
        all.independent.push(statement.independent_reports);
        all.recurring.push(statement.recurring.into());
        all.disputed.push(statement.speakers_disputed.into());
        all.end.push(data.reports.article.len());
    }

    fn add_report(&mut self, member: &Member, report: &Report, story: usize, wording: &Offsets<'_>) {
        let (data, kept) = (&mut self.data, self.kept.of(report));
        let outlet = data.outlets.place(&*report.outlet);
        let time = data.times.place(report.published.to_string().as_str());
        let title = kept.map_or("", |kept| &kept.title);
        let article = Article(outlet, report.article_id.to_string(), time, title.to_owned());
        let all = &mut data.reports;
        if let Some(id) = report.quote_id.as_ref().filter(|id| **id != report.article_id) {
            all.quote.insert(all.article.len(), id.to_string());
        }
        all.article.push(data.articles.place(&article));
        all.text.push(data.texts.place(&*report.text));
        all.speaker.push(report.speaker.as_deref().map(|speaker| data.speakers.place(&who(speaker))));
        all.similarity.push(rounded(member.similarity));
        all.alteration.push(data.words.place(words::alteration(member.alteration)));
        all.altered.push(words::altered(&member.altered).iter().map(|&w| data.words.place(w)).collect());
        all.story.push(story);
        let alignment = member.alignment.as_deref().unwrap_or_default();
        let text = Offsets::new(&report.text, Encoding::Utf16);
        all.pieces.push(pieces(alignment, wording, &text, &mut data.words));
        let place = kept.and_then(|kept| Some((kept, kept.place(report)?)));
        all.passage.push(place.map(|(kept, place)| {
            let Passage { text, cut } = &kept.passages[place.passage];
            data.passages.place(&Around(text.to_string(), cut.0.into(), cut.1.into()))
        }));
        let flat = |(start, end): (usize, usize)| [start, end];
        all.segments.push(
            place.map_or_else(Vec::new, |(_, place)| place.segments.iter().copied().flat_map(flat).collect()),
        );
        let mention = place.and_then(|(_, place)| place.mention).filter(|_| report.speaker.is_some());
        all.mention.push(mention.into_iter().flat_map(flat).collect());
    }

    /// Writes the page; `reports` are those that the statements were added with.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn write(mut self, out: &mut impl Write, reports: &[Report]) -> io::Result<()> {
        self.add_conflicts(reports);
        SHELL.begin(out)?;
        write_json(out, &self.data)?;
        SHELL.end(out)
    }

    /// Holds statements that conflict against each other, by their wordings.
    fn add_conflicts(&mut self, reports: &[Report]) {
        let place = |(first, id): (u32, String)| Some((first, *self.places.get(&id)?));
        let pairs = std::mem::take(&mut self.conflicts).into_iter().filter_map(place);
        let mut pairs: Vec<(u32, u32)> = pairs.map(|(a, b)| (a.min(b), a.max(b))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let wording = |statement: u32| &reports[self.representatives[statement as usize]];
        let held = |&(a, b): &(u32, u32)| compare(wording(a), wording(b));
        let compared: Vec<_> = pairs.par_iter().map(held).collect();
        for ((a, b), found) in pairs.into_iter().zip(compared) {
            let Data { words, conflicts, .. } = &mut self.data;
            let differ = match found.refused {
                Some(guard) => vec![words::guard(guard)],
                None => words::altered(&found.altered),
            };
            let [first, second] = [a, b]
                .map(|at| Offsets::new(&reports[self.representatives[at as usize]].text, Encoding::Utf16));
            conflicts.first.push(a);
            conflicts.second.push(b);
            conflicts.differ.push(differ.into_iter().map(|word| words.place(word)).collect());
            conflicts.pieces.push(pieces(&found.alignment, &first, &second, words));
        }
    }
}

fn who(speaker: &Speaker) -> Who {
    Who(speaker.name.clone(), speaker.role.clone(), speaker.text.clone(), words::sort(speaker.sort))
}

/// An alignment as numbers; none where both texts have the same words.
fn pieces(
    alignment: &[Piece],
    first: &Offsets<'_>,
    second: &Offsets<'_>,
    table: &mut Table<String>,
) -> Vec<usize> {
    if alignment.iter().all(|piece| piece.relation == Relation::Equal) {
        return Vec::new();
    }
    let mut piece = |piece: &Piece| {
        let relation = table.place(words::relation(piece.relation)) as usize;
        let (a, b) = (piece.first, piece.second);
        [
            relation,
            first.convert(a.start),
            first.convert(a.end),
            second.convert(b.start),
            second.convert(b.end),
        ]
    };
    alignment.iter().flat_map(&mut piece).collect()
}
