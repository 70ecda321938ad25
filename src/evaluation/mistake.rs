//! One thing that went wrong, with enough around it to see why.

use super::answer::AnswerSpeaker;
use super::gold::GoldSpeaker;
use super::page::Page;
use super::places::Run;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// An annotated quote was not found.
    Missed,
    /// It was found, but nobody was named.
    NoSpeaker,
    /// It was found with a wrong speaker.
    WrongSpeaker,
    /// A term or title was taken for a quote.
    Unattributed,
    /// The quote's ends are too far from the annotated ones.
    Boundary,
    /// A quote was found where the annotation has nothing.
    Unmarked,
}

impl Class {
    /// The words for it, as they are written: "wrong speaker".
    pub fn name(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::NoSpeaker => "no speaker",
            Self::WrongSpeaker => "wrong speaker",
            Self::Unattributed => "unattributed",
            Self::Boundary => "boundary",
            Self::Unmarked => "unmarked",
        }
    }

    /// Whether an annotated quote is concerned; else only one that was found.
    pub fn is_of_gold(self) -> bool {
        matches!(self, Self::Missed | Self::NoSpeaker | Self::WrongSpeaker)
    }
}

/// A speaker in the account of a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The mention as written.
    pub text: String,
    /// The full name, if it is known.
    pub name: Option<String>,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What went wrong.
    pub class: Class,
    /// The article's id.
    pub article: String,
    /// Where the quote stands: as annotated, or as found where it is not annotated.
    pub place: Run,
    /// The text before the quote, at most 100 code points.
    pub before: String,
    /// The quote.
    pub words: String,
    /// The text after the quote, at most 100 code points.
    pub after: String,
    /// The annotated speaker.
    pub gold: Option<Named>,
    /// The speaker that was given.
    pub given: Option<Named>,
}

const CONTEXT: usize = 100;

impl Mistake {
    pub(super) fn new(class: Class, article: &str, page: &Page, place: Run) -> Self {
        let (start, end) = place;
        Self {
            class,
            article: article.to_owned(),
            place,
            before: page.text((start.saturating_sub(CONTEXT), start)),
            words: page.text(place),
            after: page.text((end, end.saturating_add(CONTEXT))),
            gold: None,
            given: None,
        }
    }

    pub(super) fn gold(self, speaker: Option<&GoldSpeaker>) -> Self {
        let named =
            |speaker: &GoldSpeaker| Named { text: speaker.text.clone(), name: speaker.resolved.clone() };
        Self { gold: speaker.map(named), ..self }
    }

    pub(super) fn given(self, speaker: Option<&AnswerSpeaker>) -> Self {
        let named =
            |speaker: &AnswerSpeaker| Named { text: speaker.text.clone(), name: speaker.name.clone() };
        Self { given: speaker.map(named), ..self }
    }
}
