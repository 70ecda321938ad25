//! How much a word tells: its inverse document frequency in nats, frozen so that one quote weighs the same on every
//! machine and on every day.
//!
//! The table `idf.tsv` was fitted by `examples/fit_idf.rs` on paragraphs of US news of 2015 and 2016. It holds single
//! words and nothing of what was said, and no names: how common a name is depends on the year, so every name weighs what
//! a word weighs that the table doesn't know, which is most.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The least that a word weighs, in nats.
pub const LEAST: f64 = 0.15;
/// The most that a word weighs, in nats: what a word weighs that the table doesn't know.
pub const MOST: f64 = 7.5;
/// The least that a number weighs, however common: numbers carry the news.
const NUMBER: f64 = 2.5;

static TABLE: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    let lines = include_str!("idf.tsv").lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(word, idf)| Some((word, idf.parse().ok()?))).collect()
});

/// The weight of a normal word, in hundredths of a nat, from 15 to 750.
pub(super) fn weight(word: &str) -> u16 {
    let known = TABLE.get(word).copied().unwrap_or(MOST).clamp(LEAST, MOST);
    let nats = if word.starts_with(|c: char| c.is_ascii_digit()) { known.max(NUMBER) } else { known };
    (nats * f64::from(super::normal::NAT)).round() as u16
}

/// Whether the table knows a word. It knows no names.
pub(super) fn is_known(word: &str) -> bool {
    TABLE.contains_key(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_words_within_bounds() {
        let words: Vec<&str> =
            include_str!("idf.tsv").lines().map(|line| line.split('\t').next().unwrap()).collect();
        assert!(words.len() > 1000 && words.is_sorted());
        assert!(words.iter().all(|word| (15..=750).contains(&weight(word))));
    }

    #[test]
    fn common_words_weigh_little() {
        assert!(weight("the") < weight("people") && weight("people") < weight("qqyzzx"));
        assert!(weight("3") >= 250);
    }
}
