//! What a wire says of a story beside its words: that it is withdrawn, that it may not be published yet, and which version it
//! is. Each format has its own names for that; what they mean is here.

use jiff::{SignedDuration, Timestamp};

use super::dates::{self, Zone};
use super::record::made_id;
use super::{InputError, Reading};
use crate::article::{Article, Published};

/// An item of a wire, as every format is read.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// An article, or a new version of one.
    Article(Article),
    /// An article that its outlet has withdrawn, in every version.
    Withdrawn {
        /// Who published it; empty when unknown.
        outlet: String,
        /// The outlet's id of the story.
        id: String,
    },
}

/// Until when an article may not be published; of two the later holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Embargo {
    Until(Timestamp),
    /// Until the outlet says so.
    FurtherNotice,
}

impl Embargo {
    /// An embargo as a wire writes it, to be on the safe side: one whose end cannot be read, or is in a zone that nobody knows, holds
    /// until further notice; a time without a zone, until it has passed everywhere; a day, until that day has.
    pub(super) fn of(text: &str) -> Self {
        let time = dates::loose(text);
        let end = time.seconds().and_then(|begin| Timestamp::from_second(begin).ok());
        let (Some(end), Some(zone)) = (end, dates::zone(text)) else { return Self::FurtherNotice };
        let late = match (time, zone) {
            (Published::Day(_), _) => 36,
            (_, Zone::None) => 12,
            (_, Zone::Known) => 0,
        };
        end.checked_add(SignedDuration::from_hours(late)).map_or(Self::FurtherNotice, Self::Until)
    }

    /// When it ends, if it holds at `now`.
    fn held(self, now: Timestamp) -> Option<String> {
        match self {
            Self::FurtherNotice => Some("further notice".to_owned()),
            Self::Until(end) => (end > now).then(|| end.to_string()),
        }
    }
}

/// What was found in an item, before it is decided what becomes of it.
#[derive(Debug, Default)]
pub(super) struct Wire {
    pub(super) id: Option<String>,
    pub(super) outlet: String,
    pub(super) published: Published,
    pub(super) title: String,
    /// Nothing where there is none, be it empty.
    pub(super) text: Option<String>,
    pub(super) language: Option<String>,
    pub(super) version: Option<u64>,
    /// The line by which a desk knows the story, where kills and write-throughs are told.
    pub(super) slug: String,
    pub(super) withdrawn: bool,
    pub(super) embargo: Option<Embargo>,
    /// What is missing when there is no text, by the format's own name.
    pub(super) text_field: &'static str,
}

impl Wire {
    /// What the standards call the state of an item: `usable`, `withheld` or `canceled`, in several spellings and with or
    /// without the name of their list before it.
    pub(super) fn status(&mut self, status: &str) {
        let status = status.rsplit([':', '/']).next().unwrap_or(status).trim();
        if ["withheld", "canceled", "cancelled", "killed", "retracted"]
            .iter()
            .any(|bad| status.eq_ignore_ascii_case(bad))
        {
            self.withdrawn = true;
        } else if status.eq_ignore_ascii_case("embargoed") && self.embargo.is_none() {
            self.embargo = Some(Embargo::FurtherNotice);
        }
    }

    /// What becomes of it.
    ///
    /// # Errors
    /// When it is withdrawn and doesn't say what is, when it is under embargo, or has no text.
    pub(super) fn settle(self, reading: &Reading) -> Result<News, InputError> {
        let Self { outlet, published, title, .. } = &self;
        let id = self.id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        if self.withdrawn || is_kill(title) || is_kill(&self.slug) || opens_with_kill(&self.text) {
            let problem = "is missing: a kill says which article it withdraws";
            return match id {
                Some(id) => Ok(News::Withdrawn { outlet: outlet.clone(), id: id.to_owned() }),
                None => Err(InputError::field("id", problem)),
            };
        }
        if let (Some(now), Some(embargo)) = (reading.now, self.embargo)
            && let Some(end) = embargo.held(now)
        {
            return Err(InputError::Embargoed(end));
        }
        let missing = || InputError::field(self.text_field, "is missing, and it is required");
        let text = self.text.as_deref().ok_or_else(missing)?;
        let id = match id {
            Some(id) => id.to_owned(),
            None => made_id(&[outlet, title, &published.to_string(), text]),
        };
        let lead = || lead(&self.slug, &["ld", "lead"]).or_else(|| lead(title, &["ld"])).unwrap_or(0);
        Ok(News::Article(Article {
            id,
            version: self.version.unwrap_or_else(lead),
            outlet: self.outlet,
            published: self.published,
            title: self.title,
            language: self.language.filter(|language| !language.trim().is_empty()),
            text: self.text.unwrap_or_default(),
        }))
    }
}

/// How agencies take a story back in words; the first two also in small letters, where a headline begins so.
const KILLS: [&str; 5] = ["BULLETIN KILL", "MANDATORY KILL", "ADVISORY KILL", "KILL ADVISORY", "STORY KILL"];

/// Whether a headline or slug tells that a story is withdrawn: in capitals, at its beginning or behind a mark of punctuation.
fn is_kill(line: &str) -> bool {
    let line = line.trim();
    // Sought once, since the line may be long and full of such words.
    let small_letters = line.rfind(char::is_lowercase).unwrap_or(0);
    let apart = |kill: &str| {
        line.match_indices(kill).any(|(at, _)| {
            let before = line[..at].trim_end().chars().next_back();
            let behind = at + kill.len();
            before.is_none_or(|c| !c.is_alphanumeric()) && stands_out(&line[behind..], small_letters > behind)
        })
    };
    let small = |kill: &str| {
        let begin = line.get(..kill.len()).filter(|begin| begin.eq_ignore_ascii_case(kill));
        begin.is_some_and(|begin| ends(&line[begin.len()..]))
    };
    KILLS.iter().any(|kill| apart(kill)) || KILLS[..2].iter().any(|kill| small(kill))
}

/// Whether a phrase ends there: with the line, or at a mark of punctuation.
fn ends(rest: &str) -> bool {
    rest.trim_start().chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// Whether capitals before this are a phrase of their own, and no words of a line that is all in capitals: one that has small
/// letters behind them.
fn stands_out(rest: &str, small_letters: bool) -> bool {
    ends(rest) || (rest.starts_with(char::is_whitespace) && small_letters)
}

/// Whether one of the first lines of a text begins with a kill in capitals: what an editor at another desk must see at once. One
/// that somebody is quoted with is none.
fn opens_with_kill(text: &Option<String>) -> bool {
    let Some(text) = text else { return false };
    let first = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(3);
    let sign = |c: char| !c.is_alphanumeric() && !QUOTING.contains(&c);
    first
        .map(|line| line.trim_start_matches(sign))
        .filter_map(|line| KILLS.iter().find_map(|kill| line.strip_prefix(kill)))
        .any(|rest| stands_out(rest, rest.contains(char::is_lowercase)))
}

/// What a quotation begins with.
const QUOTING: [char; 9] = ['"', '\'', '“', '”', '„', '‘', '’', '«', '»'];

/// The version that a slug or headline of old wires tells: `BC-Bridge, 2nd Ld-Writethru` is the third text of a story, so its
/// version is 2; a bare `Writethru` is 1. A headline may speak of a lead, and only a slug is one.
fn lead(line: &str, names: &[&str]) -> Option<u64> {
    let words = line.split(|c: char| !c.is_alphanumeric());
    let mut before = "";
    let mut found = None;
    for word in words.filter(|word| !word.is_empty()) {
        if names.iter().any(|lead| word.eq_ignore_ascii_case(lead)) {
            let digits = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let ordinal =
                ["st", "nd", "rd", "th"].iter().any(|end| before[digits.len()..].eq_ignore_ascii_case(end));
            found = found.max(digits.parse().ok().filter(|_| ordinal));
        } else if ["writethru", "writethrough"].iter().any(|through| word.eq_ignore_ascii_case(through)) {
            found = found.max(Some(1));
        }
        before = word;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(now: &str) -> Reading {
        Reading { now: Some(now.parse().unwrap()), ..Reading::default() }
    }

    fn wire(title: &str, text: &str) -> Wire {
        Wire {
            id: Some("a".to_owned()),
            title: title.to_owned(),
            text: Some(text.to_owned()),
            text_field: "text",
            ..Wire::default()
        }
    }

    #[test]
    fn a_kill_is_known_by_its_words_and_its_state() {
        let killed = |wire: Wire| matches!(wire.settle(&Reading::default()), Ok(News::Withdrawn { .. }));
        assert!(killed(wire("BC-Bridge, BULLETIN KILL", "")));
        assert!(killed(wire("Mandatory kill: Sable Bridge", "")));
        assert!(killed(wire("", "\n^MANDATORY KILL^\nEditors: kill the story.")));
        assert!(killed(Wire { slug: "STORY KILL-Bridge".to_owned(), ..wire("", "") }));
        assert!(killed(wire("BULLETIN KILL Sable Bridge falls", "Rain.")));
        for alive in [
            "Wolves kill advisory panel's hopes",
            "Police get kill orders",
            "BULLETIN KILLING TIME",
            "Council drops mandatory kill policy for stray dogs",
            "Mandatory kill of strays ends",
            "MANDATORY KILL POLICY DROPPED",
        ] {
            assert!(!killed(wire(alive, "Rain.")), "{alive}");
        }
        // Of many such words each is looked at once.
        assert!(!killed(wire(&("BULLETIN KILL ".repeat(200_000) + "X"), "Rain.")));
        assert!(!killed(wire("", "Rain.\n\n“MANDATORY KILL,” the notice read.")));
        assert!(!killed(wire("", "The desk sent a MANDATORY KILL yesterday.")));
        for (status, expected) in [
            ("stat:canceled", true),
            ("WITHHELD", true),
            ("stat:usable", false),
            ("", false),
            ("cancelled", true),
        ] {
            let mut wire = wire("", "Rain.");
            wire.status(status);
            assert_eq!(killed(wire), expected, "{status}");
        }
        let nameless = Wire { id: None, withdrawn: true, ..wire("", "") };
        assert!(nameless.settle(&Reading::default()).unwrap_err().to_string().starts_with("field `id`"));
    }

    #[test]
    fn an_embargo_holds_until_its_end() {
        let until = |text: &str, reading: &Reading| {
            Wire { embargo: Some(Embargo::of(text)), ..wire("", "Rain.") }.settle(reading)
        };
        let (before, after) = (at("2026-03-10T11:59:59Z"), at("2026-03-10T12:00:00Z"));
        let error = until("2026-03-10T12:00:00Z", &before).unwrap_err().to_string();
        assert!(error.contains("2026-03-10T12:00:00Z"), "{error}");
        assert!(until("2026-03-10T12:00:00Z", &after).is_ok());
        assert!(until("2026-03-11", &after).is_err());
        assert!(until("until the minister has spoken", &after).is_err());
        assert!(until("2026-03-11", &Reading::default()).is_ok());
        // Nobody knows whose time or whose day it is.
        assert!(until("2026-03-10T11:00:00", &after).is_err());
        assert!(until("2026-03-10T00:00:00", &after).is_ok());
        assert!(until("2026-03-10", &at("2026-03-11T11:00:00Z")).is_err());
        assert!(until("2026-03-10", &at("2026-03-11T12:00:00Z")).is_ok());
        assert!(until("Tue, 10 Mar 2026 11:00:00 HST", &after).is_err());
        assert!(until("Tue, 10 Mar 2026 07:00:00 EDT", &after).is_ok());
    }

    #[test]
    fn write_throughs_count_up() {
        for (line, version) in [
            ("BC-Bridge, 1st Ld-Writethru", 1),
            ("BC-Bridge,12th Ld", 12),
            ("Actor lands 3rd lead role", 0),
            ("Bridge Writethru", 1),
            ("Bridge", 0),
            ("Ministers take the lead in 2nd round", 0),
        ] {
            let Ok(News::Article(article)) = wire(line, "Rain.").settle(&Reading::default()) else {
                panic!()
            };
            assert_eq!(article.version, version, "{line}");
        }
        let slug = Wire { slug: "Bridge 3RD LEAD".to_owned(), ..wire("", "Rain.") };
        assert!(
            matches!(slug.settle(&Reading::default()), Ok(News::Article(article)) if article.version == 3)
        );
        let given = Wire { version: Some(7), ..wire("1st Ld", "Rain.") };
        assert!(
            matches!(given.settle(&Reading::default()), Ok(News::Article(article)) if article.version == 7)
        );
    }
}
