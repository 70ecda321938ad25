//! Articles for an archive, of about 6 KB: the quotes of `examples/quote_feed.rs`, nine in each, with prose around them.

use onrecord::archive::Submission;
use onrecord::article::{Article, Report};

/// Quotes of an article.
pub(crate) const QUOTES: usize = 9;
/// Bytes of an article, about.
const BYTES: usize = 6000;

/// The next articles of the feed.
pub(crate) fn articles(
    feed: &mut impl Iterator<Item = Report>,
    count: &mut usize,
    many: usize,
) -> Vec<Submission> {
    let mut articles = Vec::with_capacity(many);
    for _ in 0..many {
        let quotes: Vec<Report> = feed.by_ref().take(QUOTES).collect();
        let Some(first) = quotes.first() else { break };
        articles.push(Submission::Article(Article {
            id: format!("a{count}"),
            outlet: first.outlet.to_string(),
            published: first.published,
            title: format!("Story {count}"),
            text: text(&quotes, *count),
            language: Some("en".to_owned()),
            version: 0,
        }));
        *count += 1;
    }
    articles
}

/// Quotes with their speakers, and prose between them: the words of the quotes, thrown together anew each time, so that no
/// article is a copy of another.
fn text(quotes: &[Report], number: usize) -> String {
    let words: Vec<&str> = quotes.iter().flat_map(|quote| quote.text.split(' ')).collect();
    let mut text = String::with_capacity(BYTES + 1000);
    let mut state = number as u64;
    for quote in quotes {
        let name = quote.speaker.as_ref().map_or("an officer", |speaker| &speaker.text);
        text.push_str(&format!("“{},” said {name}.\n\n", quote.text.trim_end_matches(['.', ','])));
        let end = text.len() + BYTES / QUOTES - quote.text.len().min(BYTES / QUOTES / 2);
        while text.len() < end {
            text.push_str("The ");
            for _ in 0..18 {
                // The generator of Knuth's MMIX.
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(words[(state >> 33) as usize % words.len()].trim_end_matches(['.', ',']));
                text.push(' ');
            }
            text.push_str("there. ");
        }
        text.push_str("\n\n");
    }
    text
}
