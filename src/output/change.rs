//! What `watch` writes: something that happened to a statement or an article.

use jiff::Timestamp;
use serde::Serialize;

use crate::archive::{Event, ReportName};

/// One line of `watch`.
#[derive(Debug, Serialize)]
pub struct ChangeLine<'a> {
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_statement_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    into_statement_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    article_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_id: Option<&'a str>,
    time: Option<String>,
    token: &'a str,
}

impl<'a> ChangeLine<'a> {
    /// The line for an event, when it happened, and the token of the place behind it.
    pub fn new(event: &'a Event, time: Option<Timestamp>, token: &'a str) -> Self {
        let (change, statement, article) = match event {
            Event::Made { statement } => ("made", Some(statement), None),
            Event::Split { statement, .. } => ("split", Some(statement), None),
            Event::Merged { statement, .. } => ("merged", Some(statement), None),
            Event::Gone { statement } => ("gone", Some(statement), None),
            Event::Joined { statement, report } => ("joined", Some(statement), Some(named(report))),
            Event::Left { statement, report } => ("left", Some(statement), Some(named(report))),
            Event::Retracted { outlet, article_id } => ("retracted", None, Some((outlet, article_id, None))),
        };
        Self {
            change,
            statement_id: statement.map(String::as_str),
            from_statement_id: if let Event::Split { from, .. } = event { Some(from) } else { None },
            into_statement_id: if let Event::Merged { into, .. } = event { Some(into) } else { None },
            outlet: article.map(|(outlet, _, _)| outlet.as_str()),
            article_id: article.map(|(_, id, _)| id.as_str()),
            quote_id: article.and_then(|(_, _, quote)| quote),
            time: time.map(|time| time.to_string()),
            token,
        }
    }
}

fn named(report: &ReportName) -> (&String, &String, Option<&str>) {
    (&report.outlet, &report.article_id, Some(&report.quote_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_has_its_names_and_its_token() {
        let line = |event: &Event, time| serde_json::to_string(&ChangeLine::new(event, time, "t1")).unwrap();
        let report =
            ReportName { outlet: "Coast Daily".into(), article_id: "a1".into(), quote_id: "q".into() };
        let joined = Event::Joined { statement: "s".into(), report };
        let time = Timestamp::from_millisecond(1_900_000_000_250).ok();
        assert_eq!(
            line(&joined, time),
            r#"{"change":"joined","statement_id":"s","outlet":"Coast Daily","article_id":"a1","quote_id":"q","time":"2030-03-17T17:46:40.25Z","token":"t1"}"#
        );
        let merged = Event::Merged { statement: "s".into(), into: "o".into() };
        assert_eq!(
            line(&merged, None),
            r#"{"change":"merged","statement_id":"s","into_statement_id":"o","time":null,"token":"t1"}"#
        );
    }
}
