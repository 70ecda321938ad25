//! Times as feeds write them.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

use crate::article::Published;

/// The time that a text tells: RFC 3339, the basic form of NITF (`20260310T110500Z`) or RFC 2822 as in RSS, where the names of
/// zones are those of the old mail. Unknown where it is none of them, since a story is worth more than its date.
pub(super) fn loose(text: &str) -> Published {
    let text = text.trim();
    text.parse().ok().or_else(|| mail(text)).or_else(|| compact(text)).unwrap_or_default()
}

/// Whether a time says in which zone it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Known,
    None,
}

/// The zone of a time that [`loose`] reads; nothing where it has a name that nobody knows.
pub(super) fn zone(text: &str) -> Option<Zone> {
    /// Those of RFC 2822, and how UTC is written besides.
    const NAMES: [&str; 12] =
        ["UT", "UTC", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];
    let last = text.split_whitespace().next_back()?;
    if last.contains('T') && last.starts_with(|c: char| c.is_ascii_digit()) {
        let time = last.rsplit('T').next().unwrap_or(last);
        return Some(if time.contains(['+', '-', 'Z', 'z', '[']) { Zone::Known } else { Zone::None });
    }
    if last.starts_with(['+', '-']) {
        return Some(Zone::Known);
    }
    if last.chars().all(char::is_alphabetic) {
        return NAMES.iter().any(|name| name.eq_ignore_ascii_case(last)).then_some(Zone::Known);
    }
    Some(if last.ends_with(['Z', 'z']) { Zone::Known } else { Zone::None })
}

/// `Tue, 10 Mar 2026 11:05:00 GMT`; the name of the day may be wrong, as it often is.
fn mail(text: &str) -> Option<Published> {
    static PARSER: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    PARSER.parse_timestamp(text).ok()?.to_string().parse().ok()
}

/// `20260310T110500+0100`, whose offset has no colon.
fn compact(text: &str) -> Option<Published> {
    let (time, offset) = text.split_at_checked(text.len().checked_sub(5)?)?;
    let digits = offset.strip_prefix(['+', '-'])?;
    if !time.contains('T') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let time: Timestamp = format!("{time}{}:{}", &offset[..3], &offset[3..]).parse().ok()?;
    time.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_feeds_write_them() {
        for text in [
            "2026-03-10T11:05:00Z",
            "2026-03-10T12:05:00+01:00",
            "2026-03-10T12:05:00+0100",
            "20260310T110500Z",
            "20260310T120500+0100",
            "Tue, 10 Mar 2026 11:05:00 GMT",
            "Mon, 10 Mar 2026 12:05:00 +0100",
            "10 Mar 2026 06:05:00 EST",
            "Tue, 10 Mar 2026 11:05:00 UTC",
        ] {
            assert_eq!(loose(text).to_string(), "2026-03-10T11:05:00Z", "{text}");
        }
        assert_eq!(loose("20260310").to_string(), "2026-03-10");
        assert_eq!(loose(" 2026-03-10 ").to_string(), "2026-03-10");
        for text in ["", "yesterday", "é+0100", "T+0000", "99999999"] {
            assert_eq!(loose(text), Published::Unknown, "{text}");
        }
    }
}
