//! The answers that are judged: the library's own quotes, or lines that `extract` or another tool wrote.

use super::gold::relay;
use super::places::{Run, place, segments};
use crate::article::{Kind, Quote, Span};
use crate::input::{self, Fields, InputError, Record};
use crate::text::offsets::{Encoding, Offsets};

/// A quote that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its runs of text, at least one, with or without the marks.
    pub segments: Vec<Run>,
    /// Whether the answer is that nobody says it.
    pub unattributed: bool,
    /// Who says it.
    pub speaker: Option<AnswerSpeaker>,
    /// Whom the article has it from.
    pub relay: Option<String>,
    /// Probability, from 0 to 1, that the speaker is right, if it is told.
    pub confidence: Option<f64>,
}

/// A speaker that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerSpeaker {
    /// Where the mention stands.
    pub place: Option<Run>,
    /// The mention as written.
    pub text: String,
    /// The name.
    pub name: Option<String>,
}

impl AnswerSpeaker {
    /// The name, or the mention where there is no name.
    pub(super) fn full(&self) -> &str {
        self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.text)
    }
}

/// The library's quotes as answers; `text` is that of their article.
pub fn answers(text: &str, quotes: &[Quote]) -> Vec<Answer> {
    let offsets = Offsets::new(text, Encoding::CodePoints);
    let run = |span: Span| (offsets.convert(span.start), offsets.convert(span.end));
    let answer = |quote: &Quote| Answer {
        segments: quote.segments.iter().map(|&segment| run(segment)).collect(),
        unattributed: quote.kind == Kind::Unattributed,
        speaker: quote.speaker.as_ref().map(|speaker| AnswerSpeaker {
            place: quote.mention.map(run),
            text: speaker.text.clone(),
            name: speaker.name.clone(),
        }),
        relay: quote.relay.map(|relay| relay.of(text).to_owned()),
        confidence: Some(quote.confidence),
    };
    quotes.iter().map(answer).collect()
}

/// A line that `extract` wrote, or another tool.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerLine {
    /// The id of the article.
    pub id: String,
    /// The quotes that were found in it.
    pub answers: Vec<Answer>,
}

impl Record for AnswerLine {
    fn from_fields(mut fields: Fields) -> Result<Self, InputError> {
        let missing = fields.wrong("id", "is missing: it says which article is answered");
        let id = fields.id("id")?.ok_or(missing)?.into_owned();
        let answers = fields.objects("quotes")?.into_iter().map(answer).collect::<Result<_, _>>()?;
        Ok(Self { id, answers })
    }
}

fn answer(mut fields: Fields) -> Result<Answer, InputError> {
    Ok(Answer {
        segments: segments(&mut fields)?,
        unattributed: fields.text("kind")?.as_deref() == Some("unattributed"),
        speaker: fields.object("speaker")?.map(speaker).transpose()?,
        relay: relay(&mut fields)?,
        confidence: fields.probability("confidence")?,
    })
}

fn speaker(mut fields: Fields) -> Result<AnswerSpeaker, InputError> {
    let placed = fields.has("start") && fields.has("end");
    let place = if placed { Some(place(&mut fields)?) } else { None };
    let speaker = input::speaker(fields)?;
    Ok(AnswerSpeaker { place, text: speaker.text, name: speaker.name })
}
