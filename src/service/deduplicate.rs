//! A set of articles into statements: read within limits, extracted article by article, grouped, and sent in messages
//! that every client accepts.

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use prost::Message;
use tonic::Status;

use super::errors::CallError;
use super::incoming::Grouping;
use super::limits::Limits;
use super::work::{Work, width};
use super::{PART_BYTES, incoming, outgoing, v1};
use crate::article::{Article, MinConfidence, Report, Span, Story};
use crate::extract::Bounds;
use crate::statements::{self, Statements};
use crate::stop::Stopped;
use crate::text::offsets::{Encoding, Offsets};

/// A bounded set of articles, and how it is to be grouped.
#[derive(Default)]
pub(super) struct Set {
    articles: Vec<Article>,
    grouping: Grouping,
}

/// Reads a whole set. It fails with the first article that is wrong or over a limit.
pub(super) async fn read(
    mut requests: impl Stream<Item = Result<v1::DeduplicateArticlesRequest, Status>> + Unpin,
    limits: &Limits,
) -> Result<Set, Status> {
    let mut set = Set::default();
    let mut bytes = 0;
    while let Some(request) = requests.next().await {
        let request = request?;
        let at = set.articles.len();
        let wrong = |field, why| Status::from(CallError::field(field, why).of_request(at));
        let (article, grouping) =
            incoming::of_a_set(request, limits).map_err(|error| error.of_request(at))?;
        bytes += article.text.len() + article.title.len();
        if at == limits.set_articles {
            return Err(wrong("article", format!("is one too many: a set has at most {at}")));
        }
        if bytes > limits.set_bytes {
            let most = limits.set_bytes;
            return Err(wrong(
                "article",
                format!("is too much: a set has at most {most} bytes of text and titles"),
            ));
        }
        if at == 0 {
            set.grouping = grouping;
        }
        grouping.agree(&set.grouping).map_err(|error| error.of_request(at))?;
        set.articles.push(article);
    }
    Ok(set)
}

/// The statements of a set, in messages.
pub(super) async fn statements(
    set: Set,
    limits: &Limits,
    work: &Work,
) -> Result<Vec<v1::DeduplicateArticlesResponse>, CallError> {
    let Set { articles, grouping } = set;
    let Grouping { encoding, min_confidence, occasions, alignments } = grouping;
    let quotes = limits.article_quotes;
    let made: Vec<_> = stream::iter(articles.into_iter().enumerate())
        .map(|(at, article)| async move {
            let made = work.run(move |stop| {
                let bounds = Bounds { quotes, stop: stop.clone() };
                story(&article, encoding, min_confidence, &bounds)
            });
            made.await.map_err(|error| error.of_request(at))
        })
        .buffered(width())
        .try_collect()
        .await?;
    let grouped = work.run_set(move |stop| {
        let present = statements::present(made, |(story, _)| story).into_iter();
        let placed = present.flat_map(|(story, places)| story.reports.into_iter().zip(places));
        let (reports, spans): (Vec<_>, Vec<_>) = placed.unzip();
        let mut statements = Statements::new(occasions).with_alignments(alignments).until(stop.clone());
        statements.extend(reports);
        let mut sent = Vec::new();
        statements.each(|reports, found| {
            stop.check()?;
            sent.extend(parts(outgoing::statement(&found, reports, &spans, encoding)));
            Ok::<_, Stopped>(())
        })?;
        // Had it been asked to stop before, some would be missing.
        stop.check()?;
        Ok(sent)
    });
    grouped.await
}

/// An article's quotes, with the speakers that are sure enough, and the place of each in the unit that was asked for.
fn story(
    article: &Article,
    encoding: Encoding,
    least: MinConfidence,
    bounds: &Bounds,
) -> Result<(Story, Vec<v1::Span>), CallError> {
    let text = &article.text;
    // A report's place is counted in code points: this is where each of them begins, and where the last one ends.
    let begins: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let offsets = Offsets::new(text, encoding);
    let place = |report: &Report| {
        let byte = |point: usize| begins.get(point).copied().unwrap_or(text.len());
        outgoing::span(Span::new(byte(report.position.0), byte(report.position.1)), &offsets)
    };
    let mut story = statements::story_within(article, bounds)?;
    story.withhold_below(least);
    let places = story.reports.iter().map(place).collect();
    Ok((story, places))
}

/// Cuts a statement into messages of about [`PART_BYTES`].
fn parts(mut statement: v1::Statement) -> Vec<v1::DeduplicateArticlesResponse> {
    let statement_id = statement.statement_id.clone();
    let reports = std::mem::take(&mut statement.reports);
    let mut parts = Vec::new();
    let mut bytes = 0;
    for report in reports {
        let length = report.encoded_len();
        if bytes + length > PART_BYTES && !statement.reports.is_empty() {
            let next = v1::Statement { statement_id: statement_id.clone(), ..Default::default() };
            let full = std::mem::replace(&mut statement, next);
            parts.push(v1::DeduplicateArticlesResponse { statement: Some(full), continues: true });
            bytes = 0;
        }
        bytes += length;
        statement.reports.push(report);
    }
    parts.push(v1::DeduplicateArticlesResponse { statement: Some(statement), continues: false });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_statement_goes_in_parts_that_add_up() {
        let report =
            |n: usize| v1::Report { article_id: n.to_string(), text: "x".repeat(9000), ..Default::default() };
        let whole = v1::Statement {
            statement_id: "s".into(),
            representative: "x".into(),
            reports: (0..300).map(report).collect(),
            ..Default::default()
        };
        let parts = parts(whole.clone());
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| part.encoded_len() < PART_BYTES + 100));
        let last = parts.len() - 1;
        assert!(parts.iter().enumerate().all(|(at, part)| part.continues == (at < last)));
        let mut parts = parts.into_iter().filter_map(|part| part.statement);
        let mut first = parts.next().unwrap();
        first.reports.extend(parts.flat_map(|part| part.reports));
        assert_eq!(first, whole);
    }
}
