//! The rows of `extract`: one a quote.

use super::cell::row;
use super::{Cell, Column, Holds, Row, column, optional};
use crate::output::ExtractionLine;
use crate::output::extraction::{Passage, QuoteLine};

pub(super) const COLUMNS: &[Column] = &[
    column("article_id", Holds::Text),
    column("outlet", Holds::Text),
    optional("published", Holds::Time),
    optional("published_precision", Holds::Text),
    optional("language", Holds::Text),
    column("version", Holds::Integer),
    column("fingerprint", Holds::Text),
    column("start", Holds::Integer),
    column("end", Holds::Integer),
    column("segments", Holds::Ranges),
    column("text", Holds::Text),
    column("kind", Holds::Text),
    optional("speaker_text", Holds::Text),
    optional("speaker_name", Holds::Text),
    optional("speaker_role", Holds::Text),
    optional("speaker_sort", Holds::Text),
    optional("speaker_start", Holds::Integer),
    optional("speaker_end", Holds::Integer),
    optional("cue_text", Holds::Text),
    optional("cue_start", Holds::Integer),
    optional("cue_end", Holds::Integer),
    optional("relay_text", Holds::Text),
    optional("relay_start", Holds::Integer),
    optional("relay_end", Holds::Integer),
    column("confidence", Holds::Number),
];

impl ExtractionLine<'_> {
    /// The same as rows of [`QUOTES`](super::QUOTES).
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let [published, precision] = Cell::time(self.published);
        let article = [
            Cell::text(self.id),
            Cell::text(self.outlet),
            published,
            precision,
            Cell::or_nothing(self.language, Cell::text),
            Cell::Integer(self.version.unwrap_or(0)),
            Cell::text(&self.fingerprint),
        ];
        self.quotes.iter().map(move |quote| quote_row(&article, quote))
    }
}

fn quote_row(article: &[Cell], quote: &QuoteLine<'_>) -> Row {
    let speaker = quote.speaker.as_ref();
    let mention = [speaker.and_then(|mention| mention.start), speaker.and_then(|mention| mention.end)];
    row(
        COLUMNS,
        [
            article,
            &[
                Cell::integer(quote.start),
                Cell::integer(quote.end),
                Cell::Ranges(quote.segments.clone()),
                Cell::text(&quote.text),
                Cell::text(quote.kind),
            ],
            &Cell::speaker(speaker.map(|mention| &mention.speaker)),
            &mention.map(|place| Cell::or_nothing(place, Cell::integer)),
            &passage(quote.cue.as_ref()),
            &passage(quote.relay.as_ref()),
            &[Cell::Number(quote.confidence)],
        ],
    )
}

fn passage(passage: Option<&Passage<'_>>) -> [Cell; 3] {
    [
        Cell::or_nothing(passage, |passage| Cell::text(passage.text)),
        Cell::or_nothing(passage, |passage| Cell::integer(passage.start)),
        Cell::or_nothing(passage, |passage| Cell::integer(passage.end)),
    ]
}
