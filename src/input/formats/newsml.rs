//! NewsML-G2: a news item alone, or several in a message. Packages name items and hold no words.

use super::super::dates::loose;
use super::super::news::{Embargo, Wire};
use super::super::{InputError, markup};
use super::xml::Element;
use super::{is_no_story, nitf, number};

/// The sender and the language of a message.
pub(super) fn channel(root: &Element<'_>) -> (Option<String>, Option<String>) {
    let message = root.find("newsMessage");
    let sender = message.and_then(|message| message.at(&["header", "sender"])).and_then(Element::line);
    (sender, message.and_then(|message| message.attribute("lang")))
}

pub(super) fn wire(item: &Element<'_>) -> Result<Wire, InputError> {
    let meta = item.child("itemMeta");
    let content = item.child("contentMeta");
    let of = |part: Option<&Element<'_>>, name: &str| part.and_then(|part| part.line_of(name));
    let time = of(meta, "versionCreated").or_else(|| of(content, "contentModified"));
    let time = time.or_else(|| of(meta, "firstCreated")).or_else(|| of(content, "contentCreated"));
    let story = story(item);
    let named =
        |part: Option<&Element<'_>>, name: &str| part.and_then(|part| part.child(name)).and_then(party);
    let outlet = named(meta, "provider")
        .or_else(|| named(content, "infoSource"))
        .or_else(|| named(item.child("rightsInfo"), "copyrightHolder"))
        .or_else(|| of(content, "creditline"));
    let language = content.and_then(|content| content.child("language")).and_then(|tag| tag.attribute("tag"));
    let mut wire = Wire {
        id: item.attribute("guid"),
        outlet: outlet.unwrap_or_default(),
        published: time.map(|time| loose(&time)).unwrap_or_default(),
        title: of(content, "headline")
            .or(Some(story.title).filter(|title| !title.is_empty()))
            .or_else(|| of(meta, "title"))
            .unwrap_or_default(),
        text: story.text,
        language: language.or_else(|| item.attribute("lang")),
        version: number(item.attribute("version")),
        slug: of(content, "slugline").into_iter().chain([story.slug]).collect::<Vec<_>>().join(" "),
        text_field: "contentSet",
        ..Wire::default()
    };
    if let Some(embargoed) = meta.and_then(|meta| meta.child("embargoed")) {
        // An embargo without a time is one until further notice.
        wire.embargo = Some(embargoed.line().map_or(Embargo::FurtherNotice, |time| Embargo::of(&time)));
    }
    if let Some(status) = meta.and_then(|meta| meta.child("pubStatus")) {
        let status = status.attribute("qcode").or_else(|| status.attribute("uri")).or_else(|| status.line());
        wire.status(&status.unwrap_or_default());
    }
    // What the NITF within says counts as well, since either may be all that a desk has written.
    wire.withdrawn |= story.withdrawn;
    wire.embargo = wire.embargo.max(story.embargo);
    let class = meta.and_then(|meta| meta.child("itemClass"));
    let class = class.and_then(|class| class.attribute("qcode").or_else(|| class.attribute("uri")));
    let class = class.as_deref().and_then(|class| class.rsplit([':', '/', '#']).next()).unwrap_or("text");
    if is_no_story(class, &wire) {
        return Err(InputError::NoStory(class.to_owned()));
    }
    Ok(wire)
}

/// The name of a party: in words, else as the code that it is known by.
fn party(party: &Element<'_>) -> Option<String> {
    let code = || party.attribute("literal").or_else(|| party.attribute("qcode"));
    let code = || code().map(|code| code.rsplit(':').next().unwrap_or_default().to_owned());
    party.line_of("name").or_else(code).or_else(|| party.line()).filter(|name| !name.is_empty())
}

/// The words of a story, and the headline that stands with them, of the first of its renditions that has any; and what NITF says
/// of it up to there.
fn story(item: &Element<'_>) -> Wire {
    let mut story = Wire::default();
    let renditions = item.all("contentSet").flat_map(|set| set.elements());
    for rendition in renditions.filter(|rendition| rendition.is("inlineXML") || rendition.is("inlineData")) {
        let (text, title) = if let Some(nitf) = rendition.find("nitf") {
            let found = nitf::wire(nitf);
            story.withdrawn |= found.withdrawn;
            story.embargo = story.embargo.max(found.embargo);
            story.slug = found.slug;
            (found.text.unwrap_or_default(), Some(found.title))
        } else if let Some(html) = rendition.find("html") {
            let title = html.child("head").and_then(|head| head.line_of("title"));
            (html.child("body").unwrap_or(html).prose(), title)
        } else if rendition.is("inlineData") {
            (rendition.source().map(|source| markup::html_or_plain(&source)).unwrap_or_default(), None)
        } else {
            (rendition.prose(), None)
        };
        if !text.is_empty() {
            (story.text, story.title) = (Some(text), title.unwrap_or_default());
            break;
        }
    }
    story
}
