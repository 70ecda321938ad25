//! What `compare` writes: the verdict on two quotes.

use serde::Serialize;
use serde_json::Value;

use super::{rounded, words};
use crate::article::{Report, Span};
use crate::similarity::{Comparison, Piece};
use crate::text::offsets::{Encoding, Offsets};

/// One line of `compare`.
#[derive(Debug, Serialize)]
pub struct ComparisonLine<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pair: Option<&'a Value>,
    same: bool,
    score: f64,
    why: &'a str,
    refused: Option<&'static str>,
    alteration: &'static str,
    altered: Vec<&'static str>,
    alignment: Vec<PieceLine>,
}

/// A piece of an alignment: ranges of code points in either text.
#[derive(Debug, Serialize)]
pub(super) struct PieceLine {
    relation: &'static str,
    a: (usize, usize),
    b: (usize, usize),
}

impl PieceLine {
    /// The lines of an alignment of two texts, given as their offsets.
    pub(super) fn all(alignment: &[Piece], first: &Offsets<'_>, second: &Offsets<'_>) -> Vec<Self> {
        let range =
            |offsets: &Offsets<'_>, span: Span| (offsets.convert(span.start), offsets.convert(span.end));
        let line = |piece: &Piece| Self {
            relation: words::relation(piece.relation),
            a: range(first, piece.first),
            b: range(second, piece.second),
        };
        alignment.iter().map(line).collect()
    }
}

impl<'a> ComparisonLine<'a> {
    /// The line for two quotes, under the caller's label if there is one.
    pub fn new(label: Option<&'a Value>, first: &Report, second: &Report, found: &'a Comparison) -> Self {
        let first = Offsets::new(&first.text, Encoding::CodePoints);
        let second = Offsets::new(&second.text, Encoding::CodePoints);
        Self {
            pair: label,
            same: found.same,
            score: score(found),
            why: &found.why,
            refused: found.refused.map(words::guard),
            alteration: words::alteration(found.alteration),
            altered: words::altered(&found.altered),
            alignment: PieceLine::all(&found.alignment, &first, &second),
        }
    }
}

/// The score in four decimals, which never round a "no" up to the 0.5 that says "yes".
pub(super) fn score(found: &Comparison) -> f64 {
    let score = rounded(found.score);
    if found.same { score } else { score.min(0.4999) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::statement::tests::report;
    use crate::similarity::{Alteration, Altered, Guard, Relation};

    #[test]
    fn the_line_has_the_promised_shape() {
        let first = report(r#"{"text":"né 5"}"#);
        let second = report(r#"{"text":"né 6"}"#);
        let piece = |relation, first: (usize, usize), second: (usize, usize)| Piece {
            relation,
            first: Span::new(first.0, first.1),
            second: Span::new(second.0, second.1),
        };
        let found = Comparison {
            same: false,
            score: 0.499_999,
            why: "the numbers differ".to_owned(),
            refused: Some(Guard::Number),
            alteration: Alteration::Reworded,
            altered: vec![Altered::Number],
            alignment: vec![piece(Relation::Equal, (0, 3), (0, 3)), piece(Relation::Changed, (4, 5), (4, 5))],
        };
        let label = Value::from("p1");
        let line =
            serde_json::to_string(&ComparisonLine::new(Some(&label), &first, &second, &found)).unwrap();
        let expected = concat!(
            r#"{"pair":"p1","same":false,"score":0.4999,"why":"the numbers differ","refused":"number","#,
            r#""alteration":"reworded","altered":["number"],"alignment":[{"relation":"equal","a":[0,2],"b":[0,2]},"#,
            r#"{"relation":"changed","a":[3,4],"b":[3,4]}]}"#
        );
        assert_eq!(line, expected);
    }
}
