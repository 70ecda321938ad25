//! Which version of a story counts: wire stories are re-sent as updates, corrections and write-throughs.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::article::{Report, Story};

/// Of each story, by (outlet, id), the one that counts: the highest version, else the latest time; of stories equal in
/// both a fixed choice by content, so that the answer does not depend on which came first. The same story again adds
/// nothing. Sorted by outlet and id.
///
/// `story` finds the story in an item, so that a caller can keep more beside it.
pub fn present<T>(items: impl IntoIterator<Item = T>, story: impl Fn(&T) -> &Story) -> Vec<T> {
    let mut present: BTreeMap<(Arc<str>, Arc<str>), T> = BTreeMap::new();
    for item in items {
        let key = (story(&item).outlet.clone(), story(&item).id.clone());
        match present.get(&key) {
            Some(kept) if by_version(story(kept), story(&item)).is_ge() => {}
            _ => {
                present.insert(key, item);
            }
        }
    }
    present.into_values().collect()
}

/// Which of two versions of a story counts: the greater.
pub(crate) fn by_version(a: &Story, b: &Story) -> Ordering {
    let time = |story: &Story| (!story.published.is_unknown(), story.published);
    let rank = |story: &Story| (story.version, time(story), story.fingerprint.to_string());
    fn content(report: &Report) -> impl Ord + '_ {
        let confidence = report.confidence.map(f64::to_bits);
        (report.position, &report.text, &report.breaks, &report.speaker, confidence, &report.quote_id)
    }
    rank(a).cmp(&rank(b)).then_with(|| a.reports.iter().map(content).cmp(b.reports.iter().map(content)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Published;

    fn story(version: u64, published: &str, words: &[&str]) -> Story {
        let published: Published = published.parse().unwrap();
        let report = |text: &&str| Report {
            outlet: "Coast Daily".into(),
            article_id: "a1".into(),
            quote_id: None,
            published,
            position: (0, text.len()),
            text: (*text).into(),
            breaks: [].into(),
            speaker: None,
            confidence: None,
            fingerprint: None,
        };
        Story {
            id: "a1".into(),
            outlet: "Coast Daily".into(),
            published,
            version,
            fingerprint: "".parse().unwrap(),
            reports: words.iter().map(report).collect(),
        }
    }

    #[test]
    fn the_highest_version_counts_whichever_comes_first() {
        let stories = [
            story(1, "2026-04-02", &["one"]),
            story(2, "2026-03-31", &["two"]),
            story(2, "2026-04-01", &["three"]),
            story(2, "2026-04-01", &["four", "five"]),
            story(0, "", &["six"]),
            // A day and its first moment are different times, however many seconds both count.
            story(3, "2026-04-03", &["seven"]),
            story(3, "2026-04-03T00:00:00Z", &["eight"]),
        ];
        let kept = |order: &[usize]| {
            let kept = present(order.iter().map(|&at| stories[at].clone()), |story| story);
            kept.into_iter()
                .flat_map(|story| story.reports)
                .map(|report| report.text.into_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(kept(&[0, 1]), ["two"]);
        assert_eq!(kept(&[2, 1, 0]), ["three"]);
        assert_eq!(kept(&[4, 3, 2, 1, 0]), kept(&[0, 1, 2, 3, 4]));
        assert_eq!(kept(&[5, 6]), kept(&[6, 5]));
    }

    #[test]
    fn stories_that_differ_in_the_least_have_a_fixed_choice() {
        let with = |confidence, quote_id: Option<&str>| {
            let mut story = story(1, "", &["one"]);
            story.reports[0].confidence = confidence;
            story.reports[0].quote_id = quote_id.map(Arc::from);
            story
        };
        for (a, b) in
            [(with(Some(0.5), None), with(Some(0.9), None)), (with(None, Some("a")), with(None, Some("b")))]
        {
            let kept = |order: [&Story; 2]| {
                let kept = present(order.map(Story::clone), |story| story).pop().unwrap();
                (kept.reports[0].confidence, kept.reports[0].quote_id.clone())
            };
            assert_eq!(kept([&a, &b]), kept([&b, &a]));
        }
    }

    #[test]
    fn a_version_without_quotes_takes_the_older_ones_away() {
        let kept = present([story(1, "", &["one"]), story(2, "", &[])], |story| story);
        assert!(kept.iter().all(|story| story.reports.is_empty()));
    }
}
