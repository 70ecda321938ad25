//! Reports, stories and texts as bytes, on their way from one step to the next of the same program.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::article::{Published, Report, Sort, Speaker, Story};
use crate::text::fingerprint::Fingerprint;

/// Bytes that are not what was written, or that another version of the program wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is damaged, or another version of onrecord wrote it: begin the work anew with one version")]
pub struct Damaged;

#[derive(Serialize, Deserialize)]
struct StoredStory<'r> {
    outlet: &'r str,
    id: &'r str,
    published: Cow<'r, str>,
    version: u64,
    bins: Vec<u32>,
    #[serde(borrow)]
    reports: Vec<Stored<'r>>,
}

#[derive(Serialize, Deserialize)]
struct StoredReport<'r> {
    outlet: &'r str,
    article_id: &'r str,
    published: Cow<'r, str>,
    #[serde(borrow)]
    report: Stored<'r>,
}

/// What a report has of its own within its article.
#[derive(Serialize, Deserialize)]
struct Stored<'r> {
    quote_id: Option<&'r str>,
    position: (usize, usize),
    text: &'r str,
    breaks: Vec<usize>,
    #[serde(borrow)]
    speaker: Option<StoredSpeaker<'r>>,
    confidence: Option<f64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredSpeaker<'r> {
    text: &'r str,
    name: Option<&'r str>,
    role: Option<&'r str>,
    sort: u8,
}

const SORTS: [Sort; 3] = [Sort::Person, Sort::Organisation, Sort::Unnamed];

impl<'r> StoredSpeaker<'r> {
    pub(super) fn of(speaker: &'r Speaker) -> Self {
        Self {
            text: &speaker.text,
            name: speaker.name.as_deref(),
            role: speaker.role.as_deref(),
            sort: SORTS.iter().position(|&sort| sort == speaker.sort).expect("every sort is listed") as u8,
        }
    }

    pub(super) fn speaker(&self) -> Result<Speaker, Damaged> {
        Ok(Speaker {
            text: self.text.to_owned(),
            name: self.name.map(str::to_owned),
            role: self.role.map(str::to_owned),
            sort: *SORTS.get(usize::from(self.sort)).ok_or(Damaged)?,
        })
    }
}

impl<'r> Stored<'r> {
    fn of(report: &'r Report) -> Self {
        Self {
            quote_id: report.quote_id.as_deref(),
            position: report.position,
            text: &report.text,
            breaks: report.breaks.to_vec(),
            speaker: report.speaker.as_deref().map(StoredSpeaker::of),
            confidence: report.confidence,
        }
    }

    /// The report, in an article of which the rest is known.
    fn within(&self, article: &Report) -> Result<Report, Damaged> {
        let fit = self.breaks.iter().all(|&at| self.text.is_char_boundary(at));
        if !fit {
            return Err(Damaged);
        }
        Ok(Report {
            quote_id: self.quote_id.map(Arc::from),
            position: self.position,
            text: self.text.into(),
            breaks: self.breaks.as_slice().into(),
            speaker: self.speaker.as_ref().map(StoredSpeaker::speaker).transpose()?.map(Arc::new),
            confidence: self.confidence,
            ..article.clone()
        })
    }
}

/// A time as it is printed; empty when unknown.
fn printed(published: Published) -> Cow<'static, str> {
    if published.is_unknown() { Cow::default() } else { published.to_string().into() }
}

fn time(printed: &str) -> Result<Published, Damaged> {
    if printed.is_empty() { Ok(Published::Unknown) } else { printed.parse().map_err(|_| Damaged) }
}

pub(super) fn write<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_extend(value, Vec::new()).expect("nothing in it refuses to be written")
}

pub(super) fn read<'r, T: Deserialize<'r>>(bytes: &'r [u8]) -> Result<T, Damaged> {
    postcard::from_bytes(bytes).map_err(|_| Damaged)
}

/// A story with its reports as bytes.
pub fn write_story(story: &Story) -> Vec<u8> {
    write(&StoredStory {
        outlet: &story.outlet,
        id: &story.id,
        published: printed(story.published),
        version: story.version,
        bins: story.fingerprint.0.to_vec(),
        reports: story.reports.iter().map(Stored::of).collect(),
    })
}

/// Reads what [`write_story`] wrote.
///
/// # Errors
/// When it didn't.
pub fn read_story(bytes: &[u8]) -> Result<Story, Damaged> {
    let stored: StoredStory<'_> = read(bytes)?;
    let fingerprint = Fingerprint(stored.bins.into());
    let (outlet, id): (Arc<str>, Arc<str>) = (stored.outlet.into(), stored.id.into());
    let published = time(&stored.published)?;
    let article = Report {
        outlet: Arc::clone(&outlet),
        article_id: Arc::clone(&id),
        published,
        fingerprint: Some(fingerprint.clone()).filter(|fingerprint| !fingerprint.0.is_empty()),
        ..Report::default()
    };
    let reports = stored.reports.iter().map(|report| report.within(&article)).collect::<Result<_, _>>()?;
    Ok(Story { id, outlet, published, version: stored.version, fingerprint, reports })
}

/// A report as bytes, without the signature of its article.
pub fn write_report(report: &Report) -> Vec<u8> {
    write(&StoredReport {
        outlet: &report.outlet,
        article_id: &report.article_id,
        published: printed(report.published),
        report: Stored::of(report),
    })
}

/// Reads what [`write_report`] wrote.
///
/// # Errors
/// When it didn't.
pub fn read_report(bytes: &[u8]) -> Result<Report, Damaged> {
    let stored: StoredReport<'_> = read(bytes)?;
    let article = Report {
        outlet: stored.outlet.into(),
        article_id: stored.article_id.into(),
        published: time(&stored.published)?,
        ..Report::default()
    };
    stored.report.within(&article)
}
