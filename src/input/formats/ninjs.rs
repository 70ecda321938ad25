//! ninjs 1, 2 and 3: one story as a JSON object. The three differ in small and capital letters and in which fields are lists;
//! here they are one, since agencies mix them.

use super::super::news::{Embargo, Wire};
use super::super::{Fields, InputError, dates, markup};
use super::is_no_story;

/// Where the words of a story stand in ninjs 1, those with markup first, since it tells the paragraphs.
const BODIES: [&str; 5] = ["body_xhtml", "body_html", "body_nitf", "body", "body_text"];

/// Names that no article has who does not mean ninjs.
const TELLING: [&str; 14] = [
    "body_xhtml",
    "body_html",
    "body_nitf",
    "body_text",
    "bodies",
    "pubstatus",
    "pubStatus",
    "versioncreated",
    "versionCreated",
    "headlines",
    "copyrightholder",
    "copyrightHolder",
    "infosource",
    "infoSources",
];

/// Names that ninjs does not have and our own form does.
const OURS: [&str; 3] = ["text", "outlet", "retracted"];

/// Whether an object is ninjs and no article in our own form.
pub(in crate::input) fn is_ninjs(fields: &Fields<'_>) -> bool {
    !OURS.iter().any(|name| fields.has(name)) && TELLING.iter().any(|name| fields.is_named(name))
}

pub(in crate::input) fn wire(mut fields: Fields<'_>) -> Result<Wire, InputError> {
    let body = BODIES.iter().find_map(|name| fields.loose(&[name]).filter(|body| !body.trim().is_empty()));
    let body = body.or_else(|| first(&mut fields, &["bodies"], &["value"]));
    let headline = fields.loose(&["headline"]).or_else(|| first(&mut fields, &["headlines"], &["value"]));
    let sort = fields.loose(&["type"]).unwrap_or_else(|| "text".to_owned());
    let time = fields.loose(&[
        "versioncreated",
        "versionCreated",
        "firstcreated",
        "firstCreated",
        "contentcreated",
        "contentCreated",
    ]);
    let source = fields.loose(&["provider", "source"]);
    let source = source
        .or_else(|| first(&mut fields, &["provider", "infosource", "infosources", "infoSources"], &["name"]));
    let outlet =
        source.or_else(|| fields.loose(&["copyrightholder", "copyrightHolder", "creditline", "creditLine"]));
    let embargo = match (fields.has("embargoed"), fields.loose(&["embargoed"])) {
        (true, None) => Some(Embargo::FurtherNotice),
        (_, text) => {
            text.filter(|text| !text.trim().is_empty() && text != "false").as_deref().map(Embargo::of)
        }
    };
    let mut wire = Wire {
        id: fields.loose(&["uri", "guid", "id"]),
        outlet: outlet.unwrap_or_default(),
        published: time.map(|time| dates::loose(&time)).unwrap_or_default(),
        title: headline
            .or_else(|| fields.loose(&["title"]))
            .map(|title| markup::line(&title))
            .unwrap_or_default(),
        text: body.map(|body| markup::html_or_plain(&body)).filter(|text| !text.trim().is_empty()),
        language: fields.loose(&["language"]),
        version: fields.loose(&["version"]).and_then(|version| version.trim().parse().ok()),
        slug: fields.loose(&["slugline", "slug"]).unwrap_or_default(),
        embargo,
        text_field: "body_text",
        ..Wire::default()
    };
    if let Some(status) = fields.loose(&["pubstatus", "pubStatus", "status"]) {
        wire.status(&status);
    }
    if is_no_story(&sort, &wire) {
        return Err(InputError::NoStory(sort));
    }
    Ok(wire)
}

/// The first text under one of the names in the objects of the first list, or the object, that is there.
fn first(fields: &mut Fields<'_>, lists: &[&str], names: &[&str]) -> Option<String> {
    let objects = lists.iter().flat_map(|list| fields.within(list)).collect::<Vec<_>>();
    objects.into_iter().find_map(|mut object| object.loose(names).filter(|text| !text.trim().is_empty()))
}
