//! Which version of a story counts: wire stories are re-sent as updates, corrections and write-throughs.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::article::Article;

/// Of each story, (outlet, id), the article that counts: the highest version; of equal versions the one whose content
/// hash is highest, so that the answer does not depend on which came first. The same article again adds nothing.
/// Sorted by outlet and id.
pub fn current(articles: impl IntoIterator<Item = Article>) -> Vec<Article> {
    let mut stories: BTreeMap<(String, String), Article> = BTreeMap::new();
    for article in articles {
        let key = (article.outlet.clone(), article.id.clone());
        match stories.get(&key) {
            Some(kept) if rank(kept) >= rank(&article) => {}
            _ => {
                stories.insert(key, article);
            }
        }
    }
    stories.into_values().collect()
}

fn rank(article: &Article) -> (u64, [u8; 32]) {
    (article.version, content_hash(article))
}

/// A hash of what an article says: title, text and publication time.
fn content_hash(article: &Article) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [article.title.as_str(), article.text.as_str(), &article.published.to_string()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Published;

    fn article(id: &str, version: u64, text: &str) -> Article {
        Article {
            id: id.into(),
            outlet: "The Vesk Courier".into(),
            published: Published::Unknown,
            title: String::new(),
            text: text.into(),
            language: None,
            version,
        }
    }

    #[test]
    fn the_highest_version_counts_whatever_the_order() {
        let all = [article("2", 0, "x"), article("1", 2, "b"), article("1", 1, "a"), article("1", 2, "b")];
        let forwards = current(all.clone());
        assert_eq!(forwards, current(all.into_iter().rev()));
        assert_eq!(forwards.iter().map(|a| a.text.as_str()).collect::<Vec<_>>(), ["b", "x"]);
    }

    #[test]
    fn equal_versions_are_decided_by_content() {
        let (a, b) = (article("1", 0, "a"), article("1", 0, "b"));
        assert_eq!(current([a.clone(), b.clone()]), current([b, a]));
    }
}
