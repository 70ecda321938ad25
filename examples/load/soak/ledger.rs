//! What was sent and what was acknowledged of it.
//!
//! Of the versions of an article the highest counts, and one that was withdrawn stays so; so it is enough to keep the highest
//! that was sent and the highest that was acknowledged. What was sent and not acknowledged may be there or not.

use std::sync::{Mutex, PoisonError};

use onrecord::service::v1;
use onrecord::service::v1::ingest_articles_request::Submission;
use tonic::{Code, Status};

use super::super::made_up;
use super::super::made_up::random::Random;

/// Articles that are withdrawn sooner or later, beside those that are kept.
const MORTAL: usize = 200;
/// Made-up texts, and the quotes of each.
const TEXTS: usize = 256;
const QUOTES: usize = 5;

/// What is known of one article.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    /// The highest version that was sent; 0 if none was.
    sent: u64,
    /// The highest that was acknowledged.
    acknowledged: u64,
    retraction_sent: bool,
    retraction_acknowledged: bool,
}

/// Something to send.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) key: usize,
    /// Nothing for a retraction.
    pub(crate) version: Option<u64>,
}

/// All articles.
pub(crate) struct Ledger {
    kept: usize,
    texts: Vec<String>,
    entries: Mutex<Vec<Entry>>,
}

impl Ledger {
    pub(crate) fn new(kept: usize, texts: Vec<String>) -> Self {
        let kept = kept.max(1);
        Self { kept, texts, entries: Mutex::new(vec![Entry::default(); kept + MORTAL]) }
    }

    fn with<T>(&self, key: usize, look: impl FnOnce(&mut Entry) -> T) -> T {
        look(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner)[key])
    }

    /// All articles that are kept, in their first versions.
    pub(crate) fn first(&self) -> Vec<Sent> {
        let first = |key| {
            self.with(key, |entry| entry.sent = entry.sent.max(1));
            Sent { key, version: Some(1) }
        };
        (0..self.kept).map(first).collect()
    }

    /// What is sent next: mostly a new version of an article that is kept.
    pub(crate) fn next(&self, random: &mut Random) -> Sent {
        let mortal = random.chance(0.02);
        let key = if mortal { self.kept + random.below(MORTAL) } else { random.below(self.kept) };
        let dies = mortal && random.chance(0.2);
        self.with(key, |entry| {
            if dies {
                entry.retraction_sent = true;
                return Sent { key, version: None };
            }
            entry.sent += 1;
            Sent { key, version: Some(entry.sent) }
        })
    }

    /// What was sent is acknowledged.
    pub(crate) fn acknowledge(&self, sent: Sent) {
        self.with(sent.key, |entry| match sent.version {
            Some(version) => entry.acknowledged = entry.acknowledged.max(version),
            None => entry.retraction_acknowledged = true,
        });
    }

    /// The article of a version. The same version always has the same words.
    pub(crate) fn article(&self, key: usize, version: u64) -> v1::Article {
        let v1::ArticleKey { outlet, article_id } = self.key(key);
        let text = &self.texts[(key + version as usize * 7) % self.texts.len()];
        v1::Article {
            outlet,
            id: article_id,
            published: format!("2031-05-{:02}", 1 + key % 28),
            title: format!("Story {key}, version {version}"),
            text: format!("{text}\n\nThis is version {version} of story {key}."),
            language: "en".to_owned(),
            version,
        }
    }

    /// An article by its number.
    pub(crate) fn key(&self, key: usize) -> v1::ArticleKey {
        v1::ArticleKey { outlet: format!("Outlet {}", key % 9), article_id: format!("s{key}") }
    }

    /// What goes over the wire.
    pub(crate) fn submission(&self, sent: Sent) -> Submission {
        match sent.version {
            Some(version) => Submission::Article(self.article(sent.key, version)),
            None => Submission::Retraction(self.key(sent.key)),
        }
    }

    /// A text to look into.
    pub(crate) fn text(&self, random: &mut Random) -> &str {
        &self.texts[random.below(self.texts.len())]
    }

    /// All of which anything was sent.
    pub(crate) fn sent(&self) -> Vec<usize> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = entries.iter().enumerate().filter(|(_, entry)| entry.sent > 0 || entry.retraction_sent);
        sent.map(|(key, _)| key).collect()
    }

    /// Holds what was found of an article to what was acknowledged.
    pub(crate) fn check(&self, key: usize, found: Result<v1::ArchivedArticle, Status>) -> Result<(), String> {
        let entry = self.with(key, |entry| *entry);
        let wrong = |what: String| Err(format!("article {key}: {what}; known is {entry:?}"));
        match found {
            Err(status) if status.code() == Code::NotFound => {
                let nothing = entry.acknowledged == 0 && !entry.retraction_acknowledged;
                if nothing { Ok(()) } else { wrong("it is not there".to_owned()) }
            }
            Err(status) => wrong(format!("it cannot be asked for: {status}")),
            Ok(found) if found.retracted => {
                if entry.retraction_sent {
                    Ok(())
                } else {
                    wrong("it is withdrawn".to_owned())
                }
            }
            Ok(found) => {
                let article = found.article.unwrap_or_default();
                let version = article.version;
                if entry.retraction_acknowledged {
                    return wrong(format!("it is there in version {version}, not withdrawn"));
                }
                if !(entry.acknowledged.max(1)..=entry.sent).contains(&version) {
                    return wrong(format!("it is there in version {version}"));
                }
                if article != self.article(key, version) {
                    return wrong(format!("version {version} has other words than were sent"));
                }
                Ok(())
            }
        }
    }
}

/// Texts with quotes that nobody ever said.
pub(crate) fn made_up(seed: u64) -> Vec<String> {
    let quotes = made_up::feed(QUOTES * TEXTS, made_up::Kind::Mixed, seed);
    let paragraph = |quote: &made_up::Planted| {
        let speaker = quote.report.speaker.as_ref().map_or("one of the pilots", |speaker| &speaker.text);
        format!("“{},” said {speaker}.", quote.report.text)
    };
    let text = |quotes: &[made_up::Planted]| {
        let told: Vec<String> = quotes.iter().map(paragraph).collect();
        format!("VESKHAVEN — The council met again.\n\n{}", told.join("\n\n"))
    };
    quotes.chunks(QUOTES).map(text).collect()
}
