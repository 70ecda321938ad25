//! NITF, alone or within NewsML-G2.

use super::super::dates::loose;
use super::super::news::{Embargo, Wire};
use super::number;
use super::xml::Element;

pub(super) fn wire(nitf: &Element<'_>) -> Wire {
    let data = nitf.at(&["head", "docdata"]);
    let of = |element: &str, attribute: &str| {
        data.and_then(|data| data.all(element).find_map(|found| found.attribute(attribute)))
    };
    let key = |attribute: &str| of("du-key", attribute);
    let published = nitf.at(&["head", "pubdata"]);
    let stated = |attribute: &str| published.and_then(|pubdata| pubdata.attribute(attribute));
    let head = nitf.at(&["body", "body.head"]);
    let headline = head.and_then(|head| {
        let set = head.child("hedline").unwrap_or(head);
        set.line_of("hl1").or_else(|| set.line())
    });
    let title = headline.or_else(|| nitf.child("head").and_then(|head| head.line_of("title")));
    let date = of("date.issue", "norm").or_else(|| stated("date.publication"));
    let slug = [key("key"), nitf.child("head").and_then(|head| head.line_of("title"))];
    let outlet = of("doc.copyright", "holder")
        .or_else(|| stated("name"))
        .or_else(|| head.and_then(|head| head.line_of("distributor")))
        .or_else(|| of("doc-id", "regsrc"));
    let mut wire = Wire {
        id: of("doc-id", "id-string").or_else(|| nitf.attribute("uno")),
        outlet: outlet.unwrap_or_default(),
        published: date.map(|date| loose(&date)).unwrap_or_default(),
        title: title.unwrap_or_default(),
        text: text(nitf),
        language: nitf
            .child("body")
            .and_then(|body| body.attribute("lang"))
            .or_else(|| nitf.attribute("lang")),
        version: number(key("version")),
        slug: slug.into_iter().flatten().collect::<Vec<_>>().join(" "),
        embargo: of("date.release", "norm").map(|time| Embargo::of(&time)),
        text_field: "body.content",
        ..Wire::default()
    };
    if let Some(status) = data.and_then(|data| data.attribute("management-status")) {
        wire.status(&status);
    }
    wire
}

/// The story of a NITF document: its blocks, without headlines, captions and what stands at its end.
pub(super) fn text(nitf: &Element<'_>) -> Option<String> {
    let text = nitf.find("body.content")?.prose();
    (!text.is_empty()).then_some(text)
}
