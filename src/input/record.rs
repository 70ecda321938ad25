//! What one line, or one item of a document, can be read as.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::formats::article;
use super::{Fields, InputError, News, Reading};
use crate::article::{Article, Report, Sort, Speaker};

/// Something that a line of JSON Lines can be read as; the formats of news and plain text too, where that makes sense.
pub trait Record: Sized {
    /// Reads a line.
    ///
    /// # Errors
    /// When a required field is missing, or a field cannot be used.
    fn from_fields(fields: Fields) -> Result<Self, InputError>;

    /// The names of all fields that it looks at, those within others among them, so that nothing is held of the rest; without them
    /// everything is.
    const NAMES: Option<&'static [&'static str]> = None;

    /// Whether it is an article, which comes in the formats of news, too.
    const IS_NEWS: bool = false;

    /// Reads an item in a format of news; `format` is what it came in.
    ///
    /// # Errors
    /// When it cannot be such a record.
    fn from_news(_news: News, format: &'static str) -> Result<Self, InputError> {
        Err(InputError::NoLines(format))
    }
}

/// A line in our own form as an item of news; one that has been read already is no article.
pub(super) fn own_form(fields: Fields) -> Result<News, InputError> {
    if !fields.has("text") && fields.has("quotes") {
        let problem =
            "is missing: the line holds quotes already, as `extract` writes them; give it to `dedup`";
        return Err(fields.wrong("text", problem));
    }
    article::wire(fields)?.settle(&Reading::default())
}

/// What articles have, in our own form, in ninjs, and as `extract` writes them.
pub(super) const NEWS: Option<&[&str]> = Some(&[
    // Our own.
    "id",
    "outlet",
    "published",
    "title",
    "text",
    "language",
    "version",
    "retracted",
    "embargoed",
    // Of quotes.
    "quotes",
    "fingerprint",
    "kind",
    "segments",
    "speaker",
    "name",
    "role",
    "sort",
    "confidence",
    // Of ninjs.
    "body_xhtml",
    "body_html",
    "body_nitf",
    "body_text",
    "body",
    "bodies",
    "value",
    "headline",
    "headlines",
    "type",
    "uri",
    "guid",
    "versioncreated",
    "versionCreated",
    "firstcreated",
    "firstCreated",
    "contentcreated",
    "contentCreated",
    "provider",
    "source",
    "infosource",
    "infosources",
    "infoSources",
    "copyrightholder",
    "copyrightHolder",
    "creditline",
    "creditLine",
    "slugline",
    "slug",
    "pubstatus",
    "pubStatus",
    "status",
]);

impl Record for Article {
    const IS_NEWS: bool = true;
    const NAMES: Option<&'static [&'static str]> = NEWS;

    fn from_fields(fields: Fields) -> Result<Self, InputError> {
        own_form(fields).and_then(|news| Self::from_news(news, "JSON"))
    }

    fn from_news(news: News, _: &'static str) -> Result<Self, InputError> {
        match news {
            News::Article(article) => Ok(article),
            News::Withdrawn { .. } => Err(InputError::Withdrawn),
        }
    }
}

/// A quote for `cluster`. One that does not say which article it stands in is taken to be alone in one that bears
/// the quote's own id.
impl Record for Report {
    fn from_fields(mut fields: Fields) -> Result<Self, InputError> {
        let mut report = bare_quote(&mut fields)?;
        let id: Arc<str> = match fields.id("id")? {
            Some(id) => id.into(),
            None => made_id(&[&report.outlet, &report.published.to_string(), &report.text]).into(),
        };
        report.article_id = fields.id("article_id")?.map_or_else(|| Arc::clone(&id), Arc::from);
        report.quote_id = Some(id);
        let [start, end] = ["start", "end"].map(|name| fields.integer(name));
        let (start, end) = (start?.unwrap_or(0) as usize, end?.unwrap_or(0) as usize);
        if end < start {
            return Err(fields.wrong("end", format!("{end} stands before `start`, {start}")));
        }
        report.position = (start, end);
        Ok(report)
    }
}

/// Two quotes to compare, under a label of the caller's.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The caller's label: a string, an integer, or nothing.
    pub label: Option<Value>,
    /// The first quote.
    pub first: Report,
    /// The second quote.
    pub second: Report,
}

impl Record for Pair {
    fn from_fields(mut fields: Fields) -> Result<Self, InputError> {
        let label = fields.label("pair")?;
        let [first, second] = ["a", "b"].map(|name| {
            let missing = fields.wrong(name, "is missing: a pair has two quotes, `a` and `b`");
            bare_quote(&mut fields.object(name)?.ok_or(missing)?)
        });
        Ok(Self { label, first: first?, second: second? })
    }
}

/// The words, where and when they were published, and who said them.
fn bare_quote(fields: &mut Fields) -> Result<Report, InputError> {
    Ok(Report {
        outlet: fields.text("outlet")?.unwrap_or_default().into(),
        article_id: "".into(),
        quote_id: None,
        published: fields.published("published")?,
        position: (0, 0),
        text: fields.required_text("text")?.into(),
        breaks: [].into(),
        speaker: if fields.is_text("speaker") {
            fields.text("speaker")?.and_then(|name| named(&name)).map(Arc::new)
        } else {
            fields.object("speaker")?.map(speaker).transpose()?.map(Arc::new)
        },
        confidence: None,
        fingerprint: None,
    })
}

/// A speaker of whom only the name is known; nobody when the name is blank.
pub(crate) fn named(name: &str) -> Option<Speaker> {
    let name = name.trim();
    (!name.is_empty()).then(|| Speaker {
        text: name.to_owned(),
        name: Some(name.to_owned()),
        role: None,
        sort: Sort::Person,
    })
}

/// A speaker as `extract` writes it. Only one of `text` and `name` is needed.
pub(crate) fn speaker(mut fields: Fields) -> Result<Speaker, InputError> {
    let name = fields.text("name")?.filter(|name| !name.is_empty()).map(Cow::into_owned);
    let text = match (fields.text("text")?, &name) {
        (Some(text), _) => text.into_owned(),
        (None, Some(name)) => name.clone(),
        (None, None) => return Err(fields.wrong("text", "is missing, and there is no `name` either")),
    };
    let role = fields.text("role")?.map(Cow::into_owned);
    let sort = match fields.text("sort")?.as_deref() {
        Some("person") => Sort::Person,
        Some("organisation") => Sort::Organisation,
        Some("unnamed") => Sort::Unnamed,
        None if name.is_some() => Sort::Person,
        None => Sort::Unnamed,
        Some(other) => {
            let problem = format!("{other:?} is none of person, organisation, unnamed");
            return Err(fields.wrong("sort", problem));
        }
    };
    Ok(Speaker { text, name, role, sort })
}

/// An id from content: 64 bits of SHA-256 in hexadecimal. Each part is preceded by its length, so that no two lists
/// of parts run together into the same bytes.
pub(crate) fn made_id(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Record>(line: &str) -> Result<T, InputError> {
        T::from_fields(Fields::parse(line).unwrap())
    }

    #[test]
    fn only_the_text_of_an_article_is_required() {
        let article: Article = read(r#"{"text":"Rain.","quotes":[1],"wire":true}"#).unwrap();
        assert_eq!((article.text.as_str(), article.outlet.as_str(), article.version), ("Rain.", "", 0));
        assert_eq!(article.id.len(), 16);
        assert!(read::<Article>(r#"{"id":"1"}"#).unwrap_err().to_string().contains("`text`"));
        assert!(read::<Article>(r#"{"quotes":[]}"#).unwrap_err().to_string().contains("dedup"));
    }

    #[test]
    fn a_made_id_depends_on_each_part() {
        let id = |line| read::<Article>(line).unwrap().id;
        let plain = id(r#"{"text":"Rain."}"#);
        assert_eq!(plain, id(r#"{"text":"Rain.","id":"","outlet":""}"#));
        assert_ne!(plain, id(r#"{"text":"Rain.","outlet":"Coast Daily"}"#));
        assert_ne!(plain, id(r#"{"text":"Rain.","published":"2026-03-31"}"#));
        assert_ne!(id(r#"{"text":"b","title":"a"}"#), id(r#"{"text":"","title":"ab"}"#));
    }

    #[test]
    fn a_speaker_may_be_a_string_an_object_or_absent() {
        let speaker = |line: &str| read::<Report>(line).map(|report| report.speaker);
        assert_eq!(speaker(r#"{"text":"x"}"#).unwrap(), None);
        assert_eq!(speaker(r#"{"text":"x","speaker":" "}"#).unwrap(), None);
        assert_eq!(
            speaker(r#"{"text":"x","speaker":"Ada Brenner"}"#).unwrap(),
            named("Ada Brenner").map(Arc::new)
        );
        let office = speaker(r#"{"text":"x","speaker":{"text":"the port office","sort":"organisation"}}"#);
        assert_eq!(office.unwrap().unwrap().sort, Sort::Organisation);
        assert!(speaker(r#"{"text":"x","speaker":3}"#).unwrap_err().to_string().contains("`speaker`"));
        assert!(speaker(r#"{"text":"x","speaker":{}}"#).unwrap_err().to_string().contains("`speaker.text`"));
    }

    #[test]
    fn a_pair_keeps_its_label_as_it_came() {
        let pair: Pair = read(r#"{"pair":7,"a":{"text":"x","before":1},"b":{"text":"y"}}"#).unwrap();
        assert_eq!(pair.label, Some(7.into()));
        assert!(read::<Pair>(r#"{"a":{"text":"x"}}"#).unwrap_err().to_string().contains("`b`"));
        assert!(
            read::<Pair>(r#"{"a":{"text":1},"b":{"text":"y"}}"#)
                .unwrap_err()
                .to_string()
                .contains("`a.text`")
        );
    }
}
