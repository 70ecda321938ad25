//! Atom, with the tombstones of RFC 6721: an entry that was deleted is one that was withdrawn.

use super::super::dates::loose;
use super::super::news::Wire;
use super::xml::Element;

/// The outlet and the language that a feed names.
pub(super) fn channel(root: &Element<'_>) -> (Option<String>, Option<String>) {
    let Some(feed) = root.find("feed") else { return (None, None) };
    (feed.line_of("title"), feed.attribute("lang"))
}

pub(super) fn wire(entry: &Element<'_>) -> Wire {
    let date = |names: &[&str]| names.iter().find_map(|name| entry.line_of(name)).map(|date| loose(&date));
    if entry.is("deleted-entry") {
        return Wire { id: entry.attribute("ref"), withdrawn: true, ..Wire::default() };
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
        outlet: entry.at(&["source", "title"]).and_then(Element::line).unwrap_or_default(),
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
