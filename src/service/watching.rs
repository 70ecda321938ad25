//! Changes for whoever follows. They are read from the store as fast as the client takes them, so nothing piles up for one
//! that is slow: it falls behind, until its place in the log is forgotten.

use std::sync::Arc;

use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::watch;
use tonic::Status;

use super::errors::CallError;
use super::{archived_outgoing, v1, work};
use crate::archive::{Archive, ArchiveError, Token};

/// Changes of one response. With names as long as they may be they have half a MiB.
const CHANGES: usize = 128;

/// Whoever follows, and its place.
struct Watcher {
    archive: Arc<Archive>,
    last: watch::Receiver<u64>,
    after: Token,
}

/// Changes from a place on, or from now on: first a response that tells the place, then changes as they happen.
pub(super) async fn changes(
    archive: Arc<Archive>,
    from: Option<Token>,
) -> Result<BoxStream<'static, Result<v1::WatchStatementsResponse, Status>>, CallError> {
    let last = archive.last_change();
    let now = *last.borrow();
    let after = from.unwrap_or_else(|| archive.token(now));
    let watcher = Watcher { archive, last, after };
    // A token that leads nowhere fails the call at once.
    watcher.read(0).await?;
    let first = v1::WatchStatementsResponse { changes: Vec::new(), resume_token: watcher.after.to_string() };
    let changes = stream::unfold(Some(watcher), |watcher| async {
        let mut watcher = watcher?;
        match watcher.next().await {
            Ok(changes) => Some((Ok(changes), Some(watcher))),
            Err(error) => Some((Err(error.into()), None)),
        }
    });
    Ok(stream::iter([Ok(first)]).chain(changes).boxed())
}

impl Watcher {
    /// The next changes, once there are some.
    async fn next(&mut self) -> Result<v1::WatchStatementsResponse, CallError> {
        let place = self.after.sequence();
        // The archive, which tells of changes, is held here.
        let _ = self.last.wait_for(|&last| last > place).await;
        let changes = self.read(CHANGES).await?;
        if let Some(last) = changes.last() {
            self.after = self.archive.token(last.sequence);
        }
        let change = |logged| archived_outgoing::change(&self.archive, logged);
        let changes = changes.into_iter().map(change).collect();
        Ok(v1::WatchStatementsResponse { changes, resume_token: self.after.to_string() })
    }

    async fn read(&self, most: usize) -> Result<Vec<crate::archive::Logged>, CallError> {
        let (archive, after) = (Arc::clone(&self.archive), self.after.clone());
        let changes = work::ask(move || match archive.changes(&after, most) {
            Err(ArchiveError::ForeignToken) => Ok(None),
            changes => changes.map(Some),
        });
        let foreign = "is not of this archive: read the statements anew, and begin without a token";
        changes.await?.ok_or_else(|| CallError::field("resume_token", foreign))
    }
}
