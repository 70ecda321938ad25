//! When an article was published: a date or a date-time, in UTC, with the precision that the feed gave.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};

/// A publication time with the precision that is known.
///
/// Times on one day are unordered in truth when one of them is only a day. The total order of this type exists so that
/// sorting is repeatable: a day stands before the instants in it, and the unknown stands last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Published {
    /// A day in UTC.
    Day(Date),
    /// A moment.
    Instant(Timestamp),
    /// Absent, or so early or late that it can't be a publication time.
    #[default]
    Unknown,
}

/// A publication time that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date: write 2026-03-31 or 2026-03-31T12:00:00Z (RFC 3339)")]
pub struct PublishedError(String);

/// The years in which a publication time is believed; newspapers began in 1605, and feeds with clocks gone wrong
/// give 0001, 1601-01-01, or 9999.
const YEARS: std::ops::RangeInclusive<i16> = 1605..=2200;

impl Published {
    /// Seconds since 1970 UTC: the moment, or the start of the day; nothing when unknown.
    pub fn seconds(self) -> Option<i64> {
        match self {
            Self::Day(day) => Some(midnight(day).as_second()),
            Self::Instant(time) => Some(time.as_second()),
            Self::Unknown => None,
        }
    }

    /// The day in UTC; nothing when unknown.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(day),
            Self::Instant(time) => Some(time.to_zoned(TimeZone::UTC).date()),
            Self::Unknown => None,
        }
    }

    /// Whether the time is unknown.
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }
}

fn midnight(day: Date) -> Timestamp {
    day.to_datetime(jiff::civil::Time::midnight())
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

impl Ord for Published {
    fn cmp(&self, other: &Self) -> Ordering {
        fn key(time: &Published) -> (bool, i64, i32, bool) {
            let seconds = time.seconds();
            let nanos = if let Published::Instant(t) = time { t.subsec_nanosecond() } else { 0 };
            (seconds.is_none(), seconds.unwrap_or(0), nanos, matches!(time, Published::Instant(_)))
        }
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Published {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Published {
    type Err = PublishedError;

    /// Reads a date, or a date-time with an offset (RFC 3339; a date-time without an offset is taken for UTC). The
    /// empty text and years outside 1605 to 2200 are unknown; what is no date at all is an error.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(Self::Unknown);
        }
        let read = if let Ok(time) = trimmed.parse::<Timestamp>() {
            Self::Instant(time)
        } else if trimmed.contains(':') {
            let time: DateTime = trimmed.parse().map_err(|_| PublishedError(text.to_owned()))?;
            let zoned = time.to_zoned(TimeZone::UTC).map_err(|_| PublishedError(text.to_owned()))?;
            Self::Instant(zoned.timestamp())
        } else {
            Self::Day(trimmed.parse().map_err(|_| PublishedError(text.to_owned()))?)
        };
        let believed = read.day().is_some_and(|day| YEARS.contains(&day.year()));
        Ok(if believed { read } else { Self::Unknown })
    }
}

impl fmt::Display for Published {
    /// `2026-03-31` or `2026-03-31T12:00:00Z`; the unknown is written as nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Instant(time) => write!(f, "{time}"),
            Self::Unknown => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Published {
        text.parse().unwrap()
    }

    #[test]
    fn precision_is_kept() {
        assert_eq!(read("2026-03-31").to_string(), "2026-03-31");
        assert_eq!(read("2026-03-31T14:00:00+02:00").to_string(), "2026-03-31T12:00:00Z");
        assert_eq!(read("2026-03-31 12:00:00").to_string(), "2026-03-31T12:00:00Z");
    }

    #[test]
    fn absent_and_absurd_are_unknown() {
        assert_eq!(read(" "), Published::Unknown);
        assert_eq!(read("0001-01-01T00:00:00Z"), Published::Unknown);
        assert_eq!(read("9999-12-31"), Published::Unknown);
        assert!("yesterday".parse::<Published>().is_err());
    }

    #[test]
    fn a_day_stands_before_its_instants_and_the_unknown_last() {
        let mut times = [read(""), read("2026-03-31T00:00:00Z"), read("2026-04-01"), read("2026-03-31")];
        times.sort();
        assert_eq!(times.map(|t| t.to_string()), ["2026-03-31", "2026-03-31T00:00:00Z", "2026-04-01", ""]);
    }
}
