//! What each format calls the parts of a story.
//!
//! A document is cut into items (`input/cut.rs`), and each item becomes a [`Wire`] here, on any thread. All of them take what
//! agencies send as well as what the standards ask for; docs/inputs.md tells which fields become what.

pub(super) mod article;
mod atom;
mod newsml;
pub(super) mod ninjs;
mod nitf;
mod rss;
pub(super) mod xml;

use std::collections::{BTreeMap, BTreeSet};

use super::news::Wire;
use super::{Format, InputError};
use xml::Element;

/// What a document says once for all of its items.
#[derive(Debug, Default)]
pub(super) struct Channel {
    outlet: String,
    language: Option<String>,
    /// The names of the entities that it declares itself.
    pub(super) entities: BTreeSet<String>,
    /// The outlets of its stories that were taken from elsewhere and deleted since, by id.
    sources: BTreeMap<String, String>,
}

impl Channel {
    /// Of what stands outside of a document's items, so much of it before the first one.
    pub(super) fn of(format: Format, outside: &str, before: usize, entities: BTreeSet<String>) -> Self {
        let said = |text: &str| {
            let root = xml::begun(text);
            match format {
                Format::Rss => rss::channel(&root),
                Format::Atom => atom::channel(&root),
                Format::NewsMl => newsml::channel(&root),
                _ => (None, None),
            }
        };
        let (mut outlet, mut language) = said(&outside[..before]);
        if outlet.is_none() || language.is_none() {
            let all = said(outside);
            (outlet, language) = (outlet.or(all.0), language.or(all.1));
        }
        Self { outlet: outlet.unwrap_or_default(), language, entities, sources: BTreeMap::new() }
    }

    /// With what the items of a document say of each other.
    pub(super) fn and<'x, I: Iterator<Item = &'x str>>(
        mut self,
        format: Format,
        text: &str,
        items: impl Fn() -> I,
    ) -> Self {
        if format == Format::Atom && text.contains(atom::TOMBSTONE) {
            self.sources = atom::sources(items);
        }
        self
    }
}

/// The elements that are the items of a format in XML.
pub(super) fn items(format: Format) -> &'static [&'static str] {
    match format {
        Format::Rss => &["item"],
        Format::Atom => &["entry", "deleted-entry"],
        Format::NewsMl => &["newsItem"],
        Format::Nitf => &["nitf"],
        Format::Json | Format::Ninjs | Format::Csv | Format::Text => &[],
    }
}

/// The format in XML whose document has a root of this name.
pub(super) fn of_root(name: &str) -> Option<Format> {
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is(&["rss", "rdf", "channel", "item"]) {
        Some(Format::Rss)
    } else if is(&["feed", "entry", "deleted-entry"]) {
        Some(Format::Atom)
    } else if is(&["newsMessage", "newsItem", "packageItem", "itemSet"]) {
        Some(Format::NewsMl)
    } else {
        is(&["nitf"]).then_some(Format::Nitf)
    }
}

/// An item of a format in XML.
pub(super) fn wire(format: Format, item: &str, channel: &Channel) -> Result<Wire, InputError> {
    let root = xml::tree(item, &channel.entities)?;
    let item: &Element<'_> =
        root.elements().next().ok_or_else(|| InputError::Xml("the item is empty".to_owned()))?;
    let mut wire = match format {
        Format::Rss => rss::wire(item),
        Format::Atom => atom::wire(item),
        Format::Nitf => nitf::wire(item),
        _ => newsml::wire(item)?,
    };
    let source = wire.id.as_ref().and_then(|id| channel.sources.get(id));
    if let Some(source) = source.filter(|_| wire.outlet.is_empty() && wire.withdrawn) {
        wire.outlet.clone_from(source);
    }
    if wire.outlet.is_empty() {
        wire.outlet.clone_from(&channel.outlet);
    }
    if wire.language.is_none() {
        wire.language.clone_from(&channel.language);
    }
    Ok(wire)
}

/// Whether an item is a picture or the like, and no story: by its sort, whatever words stand beside it, and any other sort than text
/// where there are none. One that is withdrawn is told all the same.
fn is_no_story(sort: &str, wire: &Wire) -> bool {
    let is = |other: &&str| sort.eq_ignore_ascii_case(other);
    let media = ["picture", "graphic", "audio", "video"].iter().any(is);
    !wire.withdrawn && (media || wire.text.is_none() && !is(&"text"))
}

/// A number that stands alone in a text, as versions do.
fn number(text: Option<String>) -> Option<u64> {
    text.and_then(|text| text.trim().parse().ok())
}
