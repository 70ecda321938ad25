//! RSS 2.0, with what other versions and the modules of `content`, `dc` and `xhtml` add. Elements are known by their names
//! without prefixes, since many feeds declare none.

use super::super::dates::loose;
use super::super::news::Wire;
use super::xml::Element;

/// The outlet and the language that a channel names.
pub(super) fn channel(root: &Element<'_>) -> (Option<String>, Option<String>) {
    let Some(channel) = root.find("channel") else { return (None, None) };
    let outlet = channel.line_of("publisher").or_else(|| channel.line_of("title"));
    (outlet, channel.line_of("language"))
}

pub(super) fn wire(item: &Element<'_>) -> Wire {
    let prose = |names: &[&str]| {
        let found = names.iter().flat_map(|name| item.all(name)).map(Element::prose);
        found.into_iter().find(|text| !text.is_empty())
    };
    let date = ["pubDate", "date", "modified", "published"].iter().find_map(|name| item.line_of(name));
    Wire {
        id: item.line_of("guid").or_else(|| item.line_of("link")).or_else(|| item.attribute("about")),
        outlet: item.line_of("publisher").or_else(|| item.line_of("source")).unwrap_or_default(),
        published: date.map(|date| loose(&date)).unwrap_or_default(),
        title: item.line_of("title").unwrap_or_default(),
        text: prose(&["encoded", "body", "content", "description", "summary"]),
        language: item.line_of("language"),
        text_field: "description",
        ..Wire::default()
    }
}
