//! What each step reads and writes.

use std::num::NonZeroUsize;
use std::sync::Arc;

use super::columns::{Kind, Rows, Value, told};
use super::reading::{Batch, Batches, Problem};
use super::{Args, Step};
use crate::article::{Report, Story};
use crate::cli::log::reject_line;
use crate::extract::extract;
use crate::input::{Item, Raw, Reading, Reject};
use crate::output::table::{QUOTES, STATEMENTS};
use crate::output::{ExtractionLine, StatementLine};
use crate::statements;
use crate::statements::scattered::{
    Entry, Found, Grouped, Grouper, Linker, Pairer, Place, Placer, Sieve, Text, TextReader, copies,
    read_report, read_story, write_report, write_story,
};

/// A step: what its rows have, and what it does with those that come.
trait Work {
    /// The columns that it writes.
    fn columns() -> Vec<(&'static str, Kind)>;
    /// Takes some rows.
    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem>;
    /// Takes the end.
    fn end(&mut self, _: &mut Rows) -> Result<(), Problem> {
        Ok(())
    }
}

/// Runs the step that the arguments name.
pub(super) fn run(args: &Args) -> Result<(), Problem> {
    match args.step {
        Step::Extract => work(Extract { args, reading: reading(args) }),
        Step::Present => work(Present::default()),
        Step::Quotes => work(Quotes { reading: reading(args), placer: Placer::default() }),
        Step::Texts => work(Texts::default()),
        Step::Keys => work(Keys::default()),
        Step::Pairs => {
            work(Pairer::new(args.slots.get(), args.block.map_or(Pairer::BLOCK, NonZeroUsize::get)))
        }
        Step::Sift => work(Sieve::default()),
        Step::Compare => work(Compare::default()),
        Step::Bins => work(Bins),
        Step::Copies => work(Copies),
        Step::Statements => work(Grouper::new(args.occasions.occasions())),
    }
}

fn work<W: Work>(mut step: W) -> Result<(), Problem> {
    let batches = Batches::new()?;
    let mut rows = Rows::new(&W::columns())?;
    // Of no rows, so that columns that are wrong are told before any come, and if none do.
    step.take(&batches.none(), &mut rows)?;
    for batch in batches {
        step.take(&batch?, &mut rows)?;
    }
    step.end(&mut rows)?;
    rows.finish()
}

fn reading(args: &Args) -> Arc<Reading> {
    Arc::new(Reading { fields: args.field.clone(), now: args.now, ..Reading::default() })
}

/// The lines of a batch, with what each is read as; blank ones have nothing.
fn lines<'b, T>(
    batch: &'b Batch,
    reading: &'b Arc<Reading>,
    read: impl Fn(Raw) -> Result<T, Reject> + 'b,
) -> Result<impl Iterator<Item = Result<Result<T, String>, Problem>> + 'b, Problem> {
    let (files, lines) = (batch.texts("file")?, batch.bytes("line")?);
    Ok((0..batch.rows()).filter_map(move |row| {
        let line = match lines.at(row) {
            Ok(line) => line.trim_ascii_end(),
            Err(problem) => return Some(Err(problem)),
        };
        if line.is_empty() {
            return None;
        }
        let told = |reject, line| reject_line(&reject, &String::from_utf8_lossy(line));
        let raw = Raw::line(files.get(row).unwrap_or_default(), line.to_vec(), reading);
        // A line that is too long is not told: nobody could read it.
        let raw = raw.map_err(|reject| told(reject, &[]));
        Some(Ok(raw.and_then(|raw| read(raw).map_err(|reject| told(reject, line)))))
    }))
}

struct Extract<'a> {
    args: &'a Args,
    reading: Arc<Reading>,
}

impl Work for Extract<'_> {
    fn columns() -> Vec<(&'static str, Kind)> {
        let own = [("row", Kind::Text), ("of_outlet", Kind::Text), ("of_id", Kind::Text)];
        own.into_iter().chain([("story", Kind::Bytes), ("reject", Kind::Text)]).chain(told(&QUOTES)).collect()
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        for item in lines(batch, &self.reading, Raw::record::<Item>)? {
            match item? {
                Ok(Item::Article(article)) => {
                    let found = extract(&article);
                    for row in ExtractionLine::new(&article, &found).rows() {
                        let own = [
                            Value::Text("quote"),
                            Value::Nothing,
                            Value::Nothing,
                            Value::Nothing,
                            Value::Nothing,
                        ];
                        rows.put(own.into_iter().chain(row.iter().map(Value::Told)))?;
                    }
                    self.story(statements::story_of(&article, found), rows)?;
                }
                Ok(Item::Extracted(story)) => self.story(story, rows)?,
                Ok(Item::Withdrawn { outlet, id }) => {
                    rows.put([Value::Text("withdrawn"), Value::Text(&outlet), Value::Text(&id)])?;
                }
                Err(reject) => {
                    let nothing = [Value::Nothing; 3];
                    rows.put(
                        [Value::Text("reject")].into_iter().chain(nothing).chain([Value::Text(&reject)]),
                    )?;
                }
            }
        }
        Ok(())
    }
}

impl Extract<'_> {
    fn story(&self, mut story: Story, rows: &mut Rows) -> Result<(), Problem> {
        story.withhold_below(self.args.min_confidence);
        let bytes = write_story(&story);
        rows.put([
            Value::Text("story"),
            Value::Text(&story.outlet),
            Value::Text(&story.id),
            Value::Bytes(&bytes),
        ])
    }
}

/// The columns of reports.
const REPORTS: [(&str, Kind); 7] = [
    ("text", Kind::Integer),
    ("check", Kind::Integer),
    ("speaker", Kind::Integer),
    ("twin", Kind::Integer),
    ("report", Kind::Bytes),
    ("print", Kind::Text),
    ("bins", Kind::Bytes),
];

/// Writes a report, with the name of its article's signature, and that itself if it is the article's first.
fn put(
    rows: &mut Rows,
    placer: &mut Placer,
    report: &Report,
    print: Option<&str>,
    first: bool,
) -> Result<(), Problem> {
    let Place { text, check, speaker, twin } = placer.place(report);
    let place = [text, check, speaker, twin].map(Value::Integer);
    let bytes = write_report(report);
    let bins = report.fingerprint.as_ref().filter(|_| first).map(copies::write);
    rows.put(place.into_iter().chain([
        Value::Bytes(&bytes),
        print.map_or(Value::Nothing, Value::Text),
        bins.as_deref().map_or(Value::Nothing, Value::Bytes),
    ]))
}

/// The versions of one story so far.
#[derive(Default)]
struct Present {
    key: Option<(String, String)>,
    /// The one that counts.
    story: Option<Story>,
    withdrawn: bool,
    placer: Placer,
}

impl Work for Present {
    fn columns() -> Vec<(&'static str, Kind)> {
        REPORTS.to_vec()
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (outlets, ids, stories) =
            (batch.texts("of_outlet")?, batch.texts("of_id")?, batch.bytes("story")?);
        for row in 0..batch.rows() {
            let key = (outlets.at(row)?, ids.at(row)?);
            let known = self.key.as_ref().map(|(outlet, id)| (outlet.as_str(), id.as_str()));
            if known != Some(key) {
                if known.is_some_and(|known| key < known) {
                    return Err(Problem::Order("of_outlet, of_id"));
                }
                self.end(rows)?;
                self.key = Some((key.0.to_owned(), key.1.to_owned()));
                self.withdrawn = false;
            }
            match stories.get(row) {
                None => self.withdrawn = true,
                Some(story) => {
                    let versions = self.story.take().into_iter().chain([read_story(story)?]);
                    self.story = statements::present(versions, |story| story).pop();
                }
            }
        }
        Ok(())
    }

    fn end(&mut self, rows: &mut Rows) -> Result<(), Problem> {
        let Some(story) = self.story.take().filter(|_| !self.withdrawn) else { return Ok(()) };
        let mut print = None;
        for (at, report) in story.reports.iter().enumerate() {
            if at == 0 {
                print = report.fingerprint.as_ref().map(copies::name);
            }
            put(rows, &mut self.placer, report, print.as_deref(), at == 0)?;
        }
        Ok(())
    }
}

struct Quotes {
    reading: Arc<Reading>,
    placer: Placer,
}

impl Work for Quotes {
    fn columns() -> Vec<(&'static str, Kind)> {
        REPORTS.into_iter().chain([("reject", Kind::Text)]).collect()
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        for report in lines(batch, &self.reading, Raw::record::<Report>)? {
            match report? {
                Ok(report) => put(rows, &mut self.placer, &report, None, false)?,
                Err(reject) => {
                    rows.put([Value::Nothing; REPORTS.len()].into_iter().chain([Value::Text(&reject)]))?;
                }
            }
        }
        Ok(())
    }
}

/// The text that reports are of now.
#[derive(Default)]
struct Texts {
    key: Option<(i64, i64)>,
    speaker: i64,
    text: Option<Text>,
    /// Whether its first row is still to come.
    lead: bool,
}

impl Texts {
    fn put(&mut self, rows: &mut Rows, more: bool) -> Result<(), Problem> {
        let (Some((id, check)), Some(mut text)) = (self.key, self.text.take()) else { return Ok(()) };
        text.many |= more;
        let bytes = text.write();
        let lead = std::mem::take(&mut self.lead);
        rows.put([Value::Integer(id), Value::Integer(check), Value::Flag(lead), Value::Bytes(&bytes)])
    }
}

impl Work for Texts {
    fn columns() -> Vec<(&'static str, Kind)> {
        vec![("text", Kind::Integer), ("check", Kind::Integer), ("lead", Kind::Flag), ("words", Kind::Bytes)]
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let [ids, checks, speakers] =
            [batch.integers("text")?, batch.integers("check")?, batch.integers("speaker")?];
        let reports = batch.bytes("report")?;
        for row in 0..batch.rows() {
            let (key, speaker) = ((ids.at(row)?, checks.at(row)?), speakers.at(row)?);
            let known = self.key == Some(key);
            if self
                .key
                .is_some_and(|last| (key, speaker) < (last, if known { self.speaker } else { i64::MIN }))
            {
                return Err(Problem::Order("text, check, speaker"));
            }
            if !known {
                self.put(rows, false)?;
                (self.key, self.lead) = (Some(key), true);
            } else if speaker == self.speaker {
                continue;
            }
            self.speaker = speaker;
            let report = read_report(reports.at(row)?)?;
            if let Some(text) = &mut self.text {
                if text.add(&report) {
                    continue;
                }
                self.put(rows, true)?;
            }
            self.text = Some(Text::of(&report));
        }
        Ok(())
    }

    fn end(&mut self, rows: &mut Rows) -> Result<(), Problem> {
        self.put(rows, false)
    }
}

#[derive(Default)]
struct Keys(TextReader);

impl Work for Keys {
    fn columns() -> Vec<(&'static str, Kind)> {
        vec![("key", Kind::Integer), ("id", Kind::Integer)]
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (ids, leads, words) = (batch.integers("text")?, batch.flags("lead")?, batch.bytes("words")?);
        for row in 0..batch.rows() {
            let id = ids.at(row)?;
            for (key, asking) in self.0.keys(&Text::read(words.at(row)?)?, leads.at(row)?) {
                rows.put([Value::Integer(key), Value::Integer(id | asking)])?;
            }
        }
        Ok(())
    }
}

fn put_found(found: Found, rows: &mut Rows) -> Result<(), Problem> {
    match found {
        Found::Pairs { slot, count, bytes } => {
            rows.put([Value::Integer(slot), Value::Integer(count as i64), Value::Bytes(&bytes)])
        }
        Found::Crowded(entry) => {
            let [key, id, block] = [entry.key, entry.id, entry.block].map(Value::Integer);
            rows.put([Value::Nothing, Value::Nothing, Value::Nothing, key, id, block])
        }
    }
}

impl Work for Pairer {
    fn columns() -> Vec<(&'static str, Kind)> {
        let crowded = ["key", "id", "block"].map(|name| (name, Kind::Integer));
        let pairs = [("slot", Kind::Integer), ("count", Kind::Integer), ("pairs", Kind::Bytes)];
        pairs.into_iter().chain(crowded).collect()
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (keys, ids) = (batch.integers("key")?, batch.integers("id")?);
        // Rows of crowded buckets have a block, and the two that are brought together.
        let of_crowds = match batch.has("block") {
            true => Some((batch.integers("block")?, batch.integers("one")?, batch.integers("other")?)),
            false => None,
        };
        for row in 0..batch.rows() {
            let (block, blocks) = match &of_crowds {
                Some((own, one, other)) => (own.at(row)?, Some((one.at(row)?, other.at(row)?))),
                None => (0, None),
            };
            let entry = Entry { key: keys.at(row)?, id: ids.at(row)?, block };
            if !self.add(entry, blocks, |found| put_found(found, rows))? {
                return Err(Problem::Order("bucket, one, other, key"));
            }
        }
        Ok(())
    }

    fn end(&mut self, rows: &mut Rows) -> Result<(), Problem> {
        self.finish(|found| put_found(found, rows))
    }
}

fn put_pairs(pairs: Vec<(i64, i64)>, rows: &mut Rows) -> Result<(), Problem> {
    pairs.into_iter().try_for_each(|(a, b)| rows.put([a, b].map(Value::Integer)))
}

impl Work for Sieve {
    fn columns() -> Vec<(&'static str, Kind)> {
        vec![("a", Kind::Integer), ("b", Kind::Integer)]
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (slots, pairs) = (batch.integers("slot")?, batch.bytes("pairs")?);
        for row in 0..batch.rows() {
            let enough = self.add(slots.at(row)?, pairs.at(row)?)?;
            put_pairs(enough.ok_or(Problem::Order("slot"))?, rows)?;
        }
        Ok(())
    }

    fn end(&mut self, rows: &mut Rows) -> Result<(), Problem> {
        put_pairs(self.finish(), rows)
    }
}

#[derive(Default)]
struct Compare {
    linker: Linker,
    /// The text that others are held against, and the last of these.
    last: Option<(i64, Option<i64>)>,
}

impl Work for Compare {
    fn columns() -> Vec<(&'static str, Kind)> {
        vec![("a", Kind::Integer), ("b", Kind::Integer)]
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (firsts, seconds, words) = (batch.integers("a")?, batch.integers("b")?, batch.bytes("words")?);
        for row in 0..batch.rows() {
            let now = (firsts.at(row)?, seconds.get(row));
            if self.last.is_some_and(|last| now < last) {
                return Err(Problem::Order("a, b"));
            }
            let is_new = self.last.is_none_or(|last| last.0 != now.0);
            self.last = Some(now);
            let text = Text::read(words.at(row)?)?;
            match now {
                (_, None) => {
                    if is_new {
                        self.linker.clear();
                    }
                    self.linker.hold(text);
                }
                // The text itself comes before those that it is held against.
                (_, Some(_)) if is_new => return Err(Problem::Nothing("words")),
                (a, Some(b)) => {
                    if self.linker.links(text) {
                        rows.put([Value::Integer(a), Value::Integer(b)])?;
                    }
                }
            }
        }
        Ok(())
    }
}

struct Bins;

impl Work for Bins {
    fn columns() -> Vec<(&'static str, Kind)> {
        vec![("key", Kind::Integer), ("print", Kind::Text)]
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (prints, bins) = (batch.texts("print")?, batch.bytes("bins")?);
        for row in 0..batch.rows() {
            for key in copies::keys(&copies::read(bins.at(row)?)?) {
                rows.put([Value::Integer(key), Value::Text(prints.at(row)?)])?;
            }
        }
        Ok(())
    }
}

struct Copies;

impl Work for Copies {
    fn columns() -> Vec<(&'static str, Kind)> {
        vec![("a", Kind::Text), ("b", Kind::Text)]
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (firsts, seconds) = (batch.texts("a")?, batch.texts("b")?);
        let (a_bins, b_bins) = (batch.bytes("a_bins")?, batch.bytes("b_bins")?);
        for row in 0..batch.rows() {
            if copies::read(a_bins.at(row)?)?.is_copy_of(&copies::read(b_bins.at(row)?)?) {
                rows.put([firsts.at(row)?, seconds.at(row)?].map(Value::Text))?;
            }
        }
        Ok(())
    }
}

impl Work for Grouper {
    fn columns() -> Vec<(&'static str, Kind)> {
        [("line", Kind::Text)].into_iter().chain(told(&STATEMENTS)).collect()
    }

    fn take(&mut self, batch: &Batch, rows: &mut Rows) -> Result<(), Problem> {
        let (parts, stories, reports) =
            (batch.integers("part")?, batch.texts("story")?, batch.bytes("report")?);
        for row in 0..batch.rows() {
            let report = read_report(reports.at(row)?)?;
            if let Some(grouped) = self.add(parts.at(row)?, report, stories.get(row))? {
                put_statements(&grouped, rows)?;
            }
        }
        Ok(())
    }

    fn end(&mut self, rows: &mut Rows) -> Result<(), Problem> {
        put_statements(&self.finish(), rows)
    }
}

fn put_statements(grouped: &Grouped, rows: &mut Rows) -> Result<(), Problem> {
    for statement in &grouped.statements {
        let line = StatementLine::new(statement, &grouped.reports);
        let text = serde_json::to_string(&line).map_err(std::io::Error::from)?;
        let row = line.row();
        rows.put([Value::Text(&text)].into_iter().chain(row.iter().map(Value::Told)))?;
    }
    Ok(())
}
