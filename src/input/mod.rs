//! Wire formats into records: JSON Lines, JSON, CSV, ninjs, NewsML-G2, NITF, RSS, Atom and plain text, from files, folders,
//! archives or standard input, packed or not.
//!
//! One way leads through it: a source's files are unpacked (`unpack`), told apart by their content (`sniff`), brought into
//! UTF-8 (`encoding`) and cut into items (`cut`), and each item, a [`Raw`], becomes a record on any thread (`formats`).
//!
//! A [`Reader`] yields one record at a time; a [`RawReader`] leaves to its caller when, and on which thread, a [`Raw`] item becomes
//! a record. Of streams of lines, values and rows memory holds one at a time, of a document in XML or plain text the whole, up to
//! a limit. What cannot be read becomes a [`Reject`] that says which file, line, item and field, and what to do about it; the rest
//! of the feed goes on. One reader serves every command: what it reads is a [`Record`]: an
//! [`Article`](crate::article::Article), an [`Item`] (an article, or a line that `extract` wrote), a
//! [`Report`](crate::article::Report) (a quote for `cluster`), a [`Pair`], or what is [`Sent`] to a service.

mod bounds;
mod cut;
mod dates;
mod encoding;
mod error;
mod extracted;
mod fields;
mod formats;
mod head;
mod json;
mod markup;
mod news;
mod raw;
mod raw_reader;
mod reader;
mod reading;
mod record;
mod rows;
mod sent;
mod sniff;
mod source;
mod stream;
mod tar;
mod unpack;
mod values;
mod zip;

pub use error::{InputError, Reject};
pub use extracted::Item;
pub use fields::Fields;
pub use news::News;
pub use raw::{LINE_LIMIT, Raw};
pub use raw_reader::RawReader;
pub use reader::Reader;
pub use reading::{Format, Mapping, Reading, Tell};
pub use record::{Pair, Record};
pub(crate) use record::{made_id, named, speaker};
pub use sent::Sent;
pub use source::{Source, size};
