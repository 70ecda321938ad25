//! The gRPC service: the same answers as the library, for programs in any language.
//!
//! [`serve`] runs the server until it is told to stop. What is particular to gRPC ends in this folder: requests are
//! checked and turned into the domain types in `incoming`, answers into messages in `outgoing`, and every failure into a
//! status in `errors`. The work itself is done by the functions that everybody else calls too ([`crate::extract`],
//! [`crate::similarity`], [`crate::statements`]), on the threads of rayon, so that a long text never holds up the
//! network.
//!
//! The archive ([`crate::archive`]) stands behind a door (`opening`): it is read in the background while quotes are served
//! already, and if it cannot go on the `health` says so. One writer (`ingest`) takes in what all calls send; whoever watches reads what has changed from the store
//! (`watching`).
//!
//! Who connects gets in by one door (`connections`), where TLS is agreed on if there is to be some (`tls`).
//! Who may call is decided before anything of a request is read (`access`), by tokens of which a file keeps digests
//! (`tokens`), and which is read again when it changes (`token_file`).
//!
//! All calls come through a `gate`, a layer around the services: each takes a place there (`admission`), its time begins,
//! and its answer keeps the place until it is read (`answers`). Of its request is noted whether it breaks off (`asked`), and
//! of each connection (`line`) whether it has calls. A call that is given up stops its work (`work`).
//!
//! What an operator sees is counted in few places (`metrics`): all calls in a layer around them (`calls`), what is taken in
//! by the writer, commits around the store (`clocked`). It is told (`exposition`) on a port of its own (`admin`).
//!
//! [`v1`] is the contract ([`crate::contract`]), of which clients know no more than that ([`crate::client`]).

mod access;
mod admin;
mod admission;
mod answers;
mod archived_incoming;
mod archived_outgoing;
mod asked;
mod calls;
mod clocked;
mod connections;
mod deduplicate;
mod errors;
mod exporting;
mod exposition;
#[cfg(test)]
mod faulty_store;
mod following;
#[doc(hidden)]
pub mod fuzzing;
mod gate;
mod health;
mod incoming;
mod ingest;
mod limits;
mod line;
mod metrics;
mod opening;
mod outgoing;
mod paging;
mod quotes;
mod server;
mod statements;
mod streams;
mod tls;
mod token_file;
mod tokens;
mod watching;
mod work;

pub use access::{Access, Openness};
pub use limits::Limits;
pub use opening::{Opening, Place};
pub use server::{ServeError, serve};
pub use tls::{Tls, TlsFiles};
pub use tokens::Tokens;
pub(crate) use tokens::{NewToken, Rights};

pub use crate::contract::pem::TlsError;
pub use crate::contract::v1;

/// Bytes of reports in one message, well under the 4 MiB that clients accept by default.
const PART_BYTES: usize = 1 << 20;

/// The descriptors of the contract and of what it imports, as reflection serves them.
const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/onrecord.v1.bin"));
