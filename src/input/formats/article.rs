//! An article in our own form: a JSON object, or a row of CSV, whose fields are those of an article.

use std::borrow::Cow;

use super::super::news::{Embargo, Wire};
use super::super::{Fields, InputError, markup};

pub(in crate::input) fn wire(mut fields: Fields<'_>) -> Result<Wire, InputError> {
    let withdrawn = fields.flag("retracted")?;
    let outlet = fields.text("outlet")?.unwrap_or_default().into_owned();
    let id = fields.id("id")?.map(Cow::into_owned);
    if withdrawn {
        if id.is_none() {
            return Err(fields.wrong("id", "is missing: a retraction says which article it withdraws"));
        }
        return Ok(Wire { id, outlet, withdrawn, ..Wire::default() });
    }
    // Under other names, or in a table, may stand the markup of whoever made it.
    let foreign = fields.is_foreign();
    let text = fields.text("text")?;
    let title = fields.text("title")?.unwrap_or_default();
    let mut wire = Wire {
        id,
        outlet,
        published: fields.published("published")?,
        title: if foreign { markup::line(&title) } else { title.into_owned() },
        text: text.map(|text| if foreign { markup::html_or_plain(&text) } else { text.into_owned() }),
        language: fields.text("language")?.map(Cow::into_owned),
        version: fields.integer("version")?,
        embargo: embargo(&mut fields)?,
        text_field: "text",
        ..Wire::default()
    };
    if let Some(status) = fields.text("pubstatus")? {
        wire.status(&status);
    }
    Ok(wire)
}

/// A time, or `true` until further notice.
fn embargo(fields: &mut Fields<'_>) -> Result<Option<Embargo>, InputError> {
    if fields.is_text("embargoed") {
        let text = fields.text("embargoed")?.unwrap_or_default();
        return Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(Embargo::of));
    }
    Ok(fields.flag("embargoed")?.then_some(Embargo::FurtherNotice))
}
