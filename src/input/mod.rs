//! Wire formats into records: JSON Lines and plain text, from files, folders or standard input, gzipped or not.
//!
//! A [`Reader`] yields one record at a time, so memory holds one line (or one plain text) whatever the size of the
//! feed; a [`RawReader`] leaves to its caller when, and on which thread, a [`Raw`] line becomes a record. What cannot be
//! read becomes a [`Reject`] that says which file, line and field, and what to do about it; the rest of the feed goes on.
//! One reader serves every command: what it reads is a [`Record`]: an [`Article`](crate::article::Article), an [`Item`]
//! (an article, or a line that `extract` wrote), a [`Report`](crate::article::Report) (a quote for `cluster`), a [`Pair`], or
//! what is [`Sent`] to a service.

mod error;
mod extracted;
mod fields;
mod json;
mod open;
mod raw;
mod reader;
mod record;
mod sent;
mod source;

pub use error::{InputError, Reject};
pub use extracted::Item;
pub use fields::Fields;
pub use raw::{LINE_LIMIT, Raw, RawReader};
pub use reader::Reader;
pub use record::{Pair, Record};
pub(crate) use record::{made_id, named, speaker};
pub use sent::Sent;
pub use source::{Source, TextName, size};
