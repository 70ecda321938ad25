//! Reads a text as one article and looks its quotes up by their words, so that a test says what a careful reader would.

use onrecord::article::{Article, Kind, Published, Quote, Sort};
use onrecord::extract::{Extraction, extract};

/// An article of which nothing but the text is known.
pub(crate) fn article(text: &str) -> Article {
    Article {
        id: "story".to_owned(),
        outlet: "Harbour Gazette".to_owned(),
        published: Published::Unknown,
        title: String::new(),
        text: text.to_owned(),
        language: None,
        version: 0,
    }
}

/// What is found in `text`.
pub(crate) fn read(text: &str) -> Reading {
    Reading { text: text.to_owned(), found: extract(&article(text)) }
}

/// A text with what was found in it.
pub(crate) struct Reading {
    text: String,
    found: Extraction,
}

impl Reading {
    pub(crate) fn language(&self) -> Option<&str> {
        self.found.language.as_deref()
    }

    /// The quotes in order.
    pub(crate) fn quotes(&self) -> Vec<Told<'_>> {
        self.found.quotes.iter().map(|quote| Told { text: &self.text, quote }).collect()
    }

    /// The words of each quote in order, its segments joined by " | ".
    pub(crate) fn words(&self) -> Vec<String> {
        self.quotes().iter().map(Told::words).collect()
    }

    /// The one quote that holds `words` within a segment.
    pub(crate) fn quote(&self, words: &str) -> Told<'_> {
        let mut holding =
            self.quotes().into_iter().filter(|q| q.segments().iter().any(|s| s.contains(words)));
        let first = holding.next().unwrap_or_else(|| panic!("no quote holds {words:?}: {:?}", self.words()));
        assert!(holding.next().is_none(), "several quotes hold {words:?}: {:?}", self.words());
        first
    }
}

/// One quote as told in its text.
pub(crate) struct Told<'a> {
    text: &'a str,
    quote: &'a Quote,
}

impl<'a> Told<'a> {
    pub(crate) fn segments(&self) -> Vec<&'a str> {
        self.quote.segments.iter().map(|s| s.of(self.text)).collect()
    }

    pub(crate) fn words(&self) -> String {
        self.segments().join(" | ")
    }

    pub(crate) fn kind(&self) -> Kind {
        self.quote.kind
    }

    pub(crate) fn confidence(&self) -> f64 {
        self.quote.confidence
    }

    /// The speaker as written beside the quote. It must be what its span covers.
    pub(crate) fn speaker(&self) -> Option<&'a str> {
        let mention = self.quote.mention.map(|span| span.of(self.text));
        let speaker = self.quote.speaker.as_ref().map(|speaker| speaker.text.as_str());
        assert_eq!(mention, speaker, "the mention's span and its text");
        speaker
    }

    pub(crate) fn name(&self) -> Option<&'a str> {
        self.quote.speaker.as_ref()?.name.as_deref()
    }

    pub(crate) fn role(&self) -> Option<&'a str> {
        self.quote.speaker.as_ref()?.role.as_deref()
    }

    pub(crate) fn sort(&self) -> Option<Sort> {
        Some(self.quote.speaker.as_ref()?.sort)
    }

    pub(crate) fn cue(&self) -> Option<&'a str> {
        self.quote.cue.map(|span| span.of(self.text))
    }

    pub(crate) fn relay(&self) -> Option<&'a str> {
        self.quote.relay.map(|span| span.of(self.text))
    }
}

/// The speaker as written and the cue.
pub(crate) fn by<'a>(quote: &Told<'a>) -> (Option<&'a str>, Option<&'a str>) {
    (quote.speaker(), quote.cue())
}

/// The full name and the role.
pub(crate) fn who<'a>(quote: &Told<'a>) -> (Option<&'a str>, Option<&'a str>) {
    (quote.name(), quote.role())
}

/// The full name of who says `words` in `text`.
pub(crate) fn name_in(text: &str, words: &str) -> Option<String> {
    read(text).quote(words).name().map(str::to_owned)
}

/// Checks that `name` says `words` in `text`, as a person.
pub(crate) fn person_says(text: &str, words: &str, name: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert_eq!((quote.name(), quote.sort()), (Some(name), Some(Sort::Person)), "{words} in {text}");
}

/// Checks that `words` are quoted of somebody whom the article does not name.
pub(crate) fn unnamed_says(text: &str, words: &str) {
    let story = read(text);
    let quote = story.quote(words);
    assert_eq!((quote.name(), quote.sort()), (None, Some(Sort::Unnamed)), "{words} in {text}");
}
