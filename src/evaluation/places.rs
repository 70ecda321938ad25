//! Runs of text in code points, and how both forms of input write them.

use crate::input::{Fields, InputError};

/// A half-open run of a text: start and end in Unicode code points.
pub type Run = (usize, usize);

/// Whether two runs share at least one character.
pub(super) fn overlap(a: Run, b: Run) -> bool {
    shared(a, b) > 0
}

/// How many characters two runs share.
pub(crate) fn shared(a: Run, b: Run) -> usize {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

/// The fields `start` and `end`.
pub(super) fn place(fields: &mut Fields) -> Result<Run, InputError> {
    let mut end_of = |name: &str| match fields.integer(name)? {
        Some(at) => Ok(at as usize),
        None => Err(fields.wrong(name, "is missing, and it is required")),
    };
    let (start, end) = (end_of("start")?, end_of("end")?);
    if end < start {
        return Err(fields.wrong("end", format!("{end} stands before `start`, {start}")));
    }
    Ok((start, end))
}

/// The runs of a quote, at least one: the field `segments`, or `start` and `end` where there is none.
pub(super) fn segments(fields: &mut Fields) -> Result<Vec<Run>, InputError> {
    let segments = if fields.has("segments") { fields.ranges("segments")? } else { Vec::new() };
    if segments.is_empty() { Ok(vec![place(fields)?]) } else { Ok(segments) }
}
