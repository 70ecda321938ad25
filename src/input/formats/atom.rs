//! Atom, with the tombstones of RFC 6721: an entry that was deleted is one that was withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use super::super::dates::loose;
use super::super::news::Wire;
use super::xml::{self, Element};

/// The outlet and the language that a feed names.
pub(super) fn channel(root: &Element<'_>) -> (Option<String>, Option<String>) {
    let Some(feed) = root.find("feed") else { return (None, None) };
    (feed.line_of("title"), feed.attribute("lang"))
}

/// What says that an entry was deleted.
pub(super) const TOMBSTONE: &str = "deleted-entry";
/// So many of them are looked up among the entries of their feed.
const TOMBSTONES: usize = 10_000;

/// The feed that an entry was taken from.
fn source(entry: &Element<'_>) -> Option<String> {
    entry.at(&["source", "title"]).and_then(Element::line)
}

/// The outlets of entries that were taken from other feeds and then deleted in this one, by their ids: a tombstone seldom says where
/// its entry came from.
pub(super) fn sources<'x, I: Iterator<Item = &'x str>>(items: impl Fn() -> I) -> BTreeMap<String, String> {
    let read = |item: &'x str, look: &dyn Fn(&Element<'_>) -> Option<(String, String)>| {
        let root = xml::tree(item, &BTreeSet::new()).ok()?;
        root.elements().next().and_then(look)
    };
    let deleted = |entry: &Element<'_>| {
        let id = entry.attribute("ref").filter(|_| entry.is(TOMBSTONE) && source(entry).is_none());
        id.map(|id| (id, String::new()))
    };
    let begins = |item: &&str| {
        let name = item.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
        name.trim_end_matches('/').ends_with(TOMBSTONE)
    };
    let tombstones = items().filter(begins);
    let tombstones = tombstones.filter_map(|item| read(item, &deleted)).take(TOMBSTONES);
    let mut sources: BTreeMap<String, String> = tombstones.collect();
    if !sources.is_empty() {
        let taken = |entry: &Element<'_>| entry.line_of("id").zip(source(entry));
        for (id, outlet) in
            items().filter(|item| item.contains("source")).filter_map(|item| read(item, &taken))
        {
            sources.entry(id).and_modify(|known| *known = outlet);
        }
    }
    sources.retain(|_, outlet| !outlet.is_empty());
    sources
}

pub(super) fn wire(entry: &Element<'_>) -> Wire {
    let date = |names: &[&str]| names.iter().find_map(|name| entry.line_of(name)).map(|date| loose(&date));
    if entry.is(TOMBSTONE) {
        let outlet = source(entry).unwrap_or_default();
        return Wire { id: entry.attribute("ref"), outlet, withdrawn: true, ..Wire::default() };
    }
    let link = || {
        let mut links = entry.all("link");
        let page = links.find(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"));
        page.and_then(|link| link.attribute("href").or_else(|| link.line()))
    };
    let prose = |name: &str| entry.all(name).map(Element::prose).find(|text| !text.is_empty());
    let draft = entry.at(&["control", "draft"]).and_then(Element::line);
    Wire {
        id: entry.line_of("id").or_else(link),
        outlet: source(entry).unwrap_or_default(),
        // A later version counts by its time, so that is the time of this one.
        published: date(&["updated", "published", "modified", "issued"]).unwrap_or_default(),
        title: entry.line_of("title").unwrap_or_default(),
        text: prose("content").or_else(|| prose("summary")),
        language: entry.attribute("lang"),
        withdrawn: draft.is_some_and(|draft| draft.eq_ignore_ascii_case("yes")),
        text_field: "content",
        ..Wire::default()
    }
}
