//! All articles, for who moves or copies an archive. They are read on a thread that may wait, for the disk and for the client:
//! the store keeps the moment at which it began, so nothing is held up meanwhile.

use std::ops::ControlFlow;
use std::sync::Arc;

use futures_util::stream::{BoxStream, StreamExt};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::errors::CallError;
use super::{archived_outgoing, v1};
use crate::archive::Archive;

/// Articles that are read ahead of the client.
const AHEAD: usize = 16;

/// The articles of an archive.
pub(super) fn articles(
    archive: Arc<Archive>,
) -> BoxStream<'static, Result<v1::ExportArticlesResponse, Status>> {
    let (give, articles) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let exported = archive.export(&mut |submission| {
            match give.blocking_send(Ok(archived_outgoing::exported(submission))) {
                Ok(()) => ControlFlow::Continue(()),
                // The client has gone.
                Err(_) => ControlFlow::Break(()),
            }
        });
        if let Err(error) = exported {
            let _ = give.blocking_send(Err(CallError::from(error).into()));
        }
    });
    ReceiverStream::new(articles).boxed()
}
