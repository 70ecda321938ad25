//! The form of an annotated article: what somebody who read it says is quoted there, and by whom.

use std::borrow::Cow;

use super::places::{Run, place, segments};
use crate::article::{Article, Kind};
use crate::input::{Fields, InputError, Record};

/// An article and what is right about it.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldArticle {
    /// The article.
    pub article: Article,
    /// Its quotes.
    pub quotes: Vec<GoldQuote>,
    /// What stands between marks there without being anybody's words.
    pub unattributed: Vec<Term>,
}

/// An annotated quote.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldQuote {
    /// Its runs of text, at least one, with or without the marks.
    pub segments: Vec<Run>,
    /// Direct or mixed.
    pub kind: Kind,
    /// Whether it stands between single marks; finding it or not is neither right nor wrong.
    pub single: bool,
    /// Whether it is not to be judged, such as a line of a transcript.
    pub ignored: bool,
    /// Who says it; nobody is an answer too.
    pub speaker: Option<GoldSpeaker>,
    /// Whom the article has it from; nothing when that was not annotated, `Some(None)` when there is nobody.
    pub relay: Option<Option<String>>,
}

/// An annotated speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldSpeaker {
    /// Where the mention stands, at least one run: several where it is broken up.
    pub places: Vec<Run>,
    /// The mention as written.
    pub text: String,
    /// Its main words, where they are marked: "Ada Brenner" in "Ada Brenner, mayor of Lindhaven".
    pub head: Option<String>,
    /// Where the main words stand, where that is annotated.
    pub head_place: Option<Run>,
    /// What sort of mention it is.
    pub sort: SpeakerSort,
    /// The full name of whom it means, where the annotator was sure enough of it to judge by.
    pub resolved: Option<String>,
}

/// Marked words that nobody is quoted as saying.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Where it stands.
    pub place: Run,
    /// Whether a reader could take it either way; then finding it is neither right nor wrong.
    pub soft: bool,
}

/// What sort of mention a speaker has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpeakerSort {
    /// Given name and surname.
    FullName,
    /// A surname alone.
    Surname,
    /// "she", "they".
    Pronoun,
    /// "a senior officer".
    Description,
    /// A named body.
    Organisation,
    /// No speaker, or one whose sort was not annotated.
    None,
}

impl SpeakerSort {
    const ALL: [Self; 6] =
        [Self::FullName, Self::Surname, Self::Pronoun, Self::Description, Self::Organisation, Self::None];

    /// The word for it, as it is read and written: "full_name".
    pub fn name(self) -> &'static str {
        match self {
            Self::FullName => "full_name",
            Self::Surname => "surname",
            Self::Pronoun => "pronoun",
            Self::Description => "description",
            Self::Organisation => "organisation",
            Self::None => "none",
        }
    }
}

impl Record for GoldArticle {
    fn from_fields(mut fields: Fields) -> Result<Self, InputError> {
        let quotes = fields.objects("quotes")?;
        let terms = if fields.has("unattributed") { fields.objects("unattributed")? } else { Vec::new() };
        let article = Article::from_fields(fields)?;
        let length = article.text.chars().count();
        let mut read = Vec::with_capacity(quotes.len());
        for fields in quotes {
            read.extend(quote(fields, length)?);
        }
        let unattributed = terms.into_iter().map(|fields| term(fields, length)).collect::<Result<_, _>>()?;
        Ok(Self { article, quotes: read, unattributed })
    }
}

/// Nothing when it is annotated as no quote.
fn quote(mut fields: Fields, length: usize) -> Result<Option<GoldQuote>, InputError> {
    let kind = match fields.required_text("kind")?.as_ref() {
        "direct" => Kind::Direct,
        "mixed" => Kind::Mixed,
        "unattributed" => return Ok(None),
        other => {
            return Err(fields.wrong("kind", format!("{other:?} is none of direct, mixed, unattributed")));
        }
    };
    let single = match fields.text("marks")?.as_deref() {
        None | Some("double") => false,
        Some("single") => true,
        Some(other) => return Err(fields.wrong("marks", format!("{other:?} is none of double, single"))),
    };
    let segments = segments(&mut fields)?;
    within(&fields, "end", &segments, length)?;
    Ok(Some(GoldQuote {
        segments,
        kind,
        single,
        ignored: fields.flag("ignore")?,
        relay: if fields.is_named("relay") { Some(relay(&mut fields)?) } else { None },
        speaker: fields.object("speaker")?.map(|fields| speaker(fields, length)).transpose()?,
    }))
}

/// Whom the words were told or taken from: a text, or an object with a `text`.
pub(super) fn relay(fields: &mut Fields) -> Result<Option<String>, InputError> {
    if fields.is_text("relay") {
        return Ok(fields.text("relay")?.map(Cow::into_owned));
    }
    let text = |mut relay: Fields| relay.required_text("text").map(Cow::into_owned);
    fields.object("relay")?.map(text).transpose()
}

fn speaker(mut fields: Fields, length: usize) -> Result<GoldSpeaker, InputError> {
    let mut places = if fields.has("fragments") { fields.ranges("fragments")? } else { Vec::new() };
    if places.is_empty() {
        places.push(place(&mut fields)?);
    }
    within(&fields, "end", &places, length)?;
    let sort = match fields.text("type")? {
        None => SpeakerSort::None,
        Some(word) => SpeakerSort::ALL.into_iter().find(|sort| sort.name() == word).ok_or_else(|| {
            let names = SpeakerSort::ALL.map(SpeakerSort::name).join(", ");
            fields.wrong("type", format!("{word:?} is none of {names}"))
        })?,
    };
    let resolved = fields.text("resolved")?.filter(|name| !name.is_empty()).map(Cow::into_owned);
    let sure = matches!(fields.text("resolved_conf")?.as_deref(), Some("high" | "medium"));
    let (mut head, mut head_place) = (None, None);
    if let Some(mut main) = fields.object("head")? {
        head = Some(main.required_text("text")?.into_owned());
        if main.is_named("start") {
            head_place = Some(place(&mut main)?);
        }
    }
    Ok(GoldSpeaker {
        places,
        text: fields.required_text("text")?.into_owned(),
        head,
        head_place,
        sort,
        resolved: resolved.filter(|_| sure),
    })
}

fn term(mut fields: Fields, length: usize) -> Result<Term, InputError> {
    let place = place(&mut fields)?;
    within(&fields, "end", &[place], length)?;
    Ok(Term { place, soft: fields.flag("soft")? })
}

/// Offsets beyond the text are mostly bytes that were taken for code points.
fn within(fields: &Fields, name: &str, runs: &[Run], length: usize) -> Result<(), InputError> {
    match runs.iter().find(|(start, end)| start > end || *end > length) {
        None => Ok(()),
        Some((start, end)) => {
            let problem = format!(
                "{start} to {end} is no range of the text, which has {length} code points (not bytes)"
            );
            Err(fields.wrong(name, problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(quote: &str) -> Result<GoldArticle, InputError> {
        let line = format!(r#"{{"text":"“Né,” she said.","quotes":[{quote}]}}"#);
        GoldArticle::from_fields(Fields::parse(&line).unwrap())
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let gold = read(r#"{"start":0,"end":5,"kind":"direct"}"#).unwrap();
        assert_eq!((gold.quotes.len(), gold.unattributed.len()), (1, 0));
        let quote = &gold.quotes[0];
        assert_eq!((quote.single, quote.ignored, &quote.speaker, &quote.relay), (false, false, &None, &None));
        let quote = r#"{"segments":[[0,5]],"kind":"mixed","relay":null,"ignore":"transcript"}"#;
        let quote = &read(quote).unwrap().quotes[0];
        assert_eq!((quote.segments[0], quote.ignored, &quote.relay), ((0, 5), true, &Some(None)));
        assert_eq!(read(r#"{"kind":"unattributed"}"#).unwrap().quotes, []);
    }

    #[test]
    fn a_resolved_name_counts_where_the_annotator_is_sure() {
        let resolved = |conf: &str| {
            let speaker = r#"{"start":6,"end":9,"text":"she","type":"pronoun","resolved":"Ada Brenner""#;
            let gold = read(&format!(r#"{{"start":0,"end":5,"kind":"direct","speaker":{speaker}{conf}}}}}"#));
            gold.unwrap().quotes.remove(0).speaker.unwrap().resolved
        };
        assert_eq!(resolved(r#","resolved_conf":"medium""#).as_deref(), Some("Ada Brenner"));
        assert_eq!(resolved(r#","resolved_conf":"low""#), None);
        assert_eq!(resolved(""), None);
    }

    #[test]
    fn a_wrong_field_is_named() {
        for (quote, field) in [
            (r#"{"start":0,"end":5}"#, "quotes[0].kind"),
            (r#"{"start":0,"end":5,"kind":"loud"}"#, "quotes[0].kind"),
            (r#"{"start":0,"end":5,"kind":"mixed","marks":"triple"}"#, "quotes[0].marks"),
            (r#"{"start":0,"end":5,"kind":"mixed","ignore":3}"#, "quotes[0].ignore"),
            (r#"{"start":0,"kind":"mixed"}"#, "quotes[0].end"),
            (r#"{"start":5,"end":2,"kind":"mixed"}"#, "quotes[0].end"),
            (r#"{"start":0,"end":17,"kind":"mixed"}"#, "quotes[0].end"),
            (r#"{"start":0,"end":5,"kind":"mixed","speaker":{"start":6,"end":9}}"#, "quotes[0].speaker.text"),
            (
                r#"{"start":0,"end":5,"kind":"mixed","speaker":{"start":6,"end":9,"text":"she","type":"her"}}"#,
                "quotes[0].speaker.type",
            ),
        ] {
            let error = read(quote).unwrap_err().to_string();
            assert!(error.starts_with(&format!("field `{field}`: ")), "{error}");
        }
    }
}
