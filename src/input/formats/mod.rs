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

use std::collections::BTreeSet;

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
}

impl Channel {
    /// Of what stands before a document's first item.
    pub(super) fn of(format: Format, before: &str, entities: BTreeSet<String>) -> Self {
        let Ok(root) = xml::tree(before, &entities) else { return Self { entities, ..Self::default() } };
        let (outlet, language) = match format {
            Format::Rss => rss::channel(&root),
            Format::Atom => atom::channel(&root),
            Format::NewsMl => newsml::channel(&root),
            _ => (None, None),
        };
        Self { outlet: outlet.unwrap_or_default(), language, entities }
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
    if wire.outlet.is_empty() {
        wire.outlet.clone_from(&channel.outlet);
    }
    if wire.language.is_none() {
        wire.language.clone_from(&channel.language);
    }
    Ok(wire)
}

/// A number that stands alone in a text, as versions do.
fn number(text: Option<String>) -> Option<u64> {
    text.and_then(|text| text.trim().parse().ok())
}
