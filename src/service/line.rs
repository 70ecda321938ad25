//! A connection that has begun: its bytes, as hyper reads and writes them, and what the calls on it and the door know of it,
//! that it has calls or may have to end.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;
use tokio::time::Instant;
use tonic::transport::server::Connected;

use super::admission::Admission;
use super::metrics::Metrics;

/// One connection. Health checks don't count as calls: nobody needs a token for them.
pub(super) struct Line {
    used: Mutex<Used>,
    /// The places of its health checks, from the first on.
    checks: OnceLock<Arc<Admission>>,
}

struct Used {
    /// Calls that hold a place now.
    calls: usize,
    /// When it began, or the last of them ended.
    since: Instant,
    /// Ends the connection. Nothing once that was done.
    end: Option<oneshot::Sender<()>>,
}

impl Line {
    /// A connection without a call, and what becomes ready when it is to end.
    pub(super) fn new() -> (Arc<Self>, oneshot::Receiver<()>) {
        let (end, ends) = oneshot::channel();
        let used = Used { calls: 0, since: Instant::now(), end: Some(end) };
        (Arc::new(Self { used: Mutex::new(used), checks: OnceLock::new() }), ends)
    }

    /// The places of its health checks: so many as `like` has.
    pub(super) fn checks(&self, like: &Admission) -> &Arc<Admission> {
        self.checks.get_or_init(|| Arc::new(like.another()))
    }

    /// Since when there has been no call; nothing while there is one.
    pub(super) fn unused_since(&self) -> Option<Instant> {
        let used = self.used();
        (used.calls == 0).then_some(used.since)
    }

    /// Whether it is open and nobody has ended it.
    pub(super) fn stays(&self) -> bool {
        self.used().end.as_ref().is_some_and(|end| !end.is_closed())
    }

    /// Ends it.
    pub(super) fn end(&self) {
        if let Some(end) = self.used().end.take() {
            // It may be over already.
            let _ = end.send(());
        }
    }

    fn used(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call on a connection, until it is dropped.
pub(super) struct OnLine(Arc<Line>);

impl OnLine {
    pub(super) fn new(line: &Arc<Line>) -> Self {
        line.used().calls += 1;
        Self(Arc::clone(line))
    }
}

impl Drop for OnLine {
    fn drop(&mut self) {
        let mut used = self.0.used();
        used.calls -= 1;
        used.since = Instant::now();
    }
}

/// Bytes of a connection, in clear text or out of TLS.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A connection that has begun. It is counted as open until it is dropped.
pub(super) struct Connection {
    io: Box<dyn Io>,
    /// What was read of it already, and is to be read of it first.
    to_tell: &'static [u8],
    line: Arc<Line>,
    /// Becomes ready when it is to end; nothing once it was.
    end: Option<oneshot::Receiver<()>>,
    _open: Open,
}

impl Connection {
    pub(super) fn new(io: Box<dyn Io>, to_tell: &'static [u8], open: Open) -> Self {
        let (line, end) = Line::new();
        Self { io, to_tell, line, end: Some(end), _open: open }
    }

    pub(super) fn line(&self) -> Arc<Line> {
        Arc::clone(&self.line)
    }
}

impl Connected for Connection {
    type ConnectInfo = Arc<Line>;

    fn connect_info(&self) -> Arc<Line> {
        self.line()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(end) = &mut self.end
            && Pin::new(end).poll(cx).is_ready()
        {
            self.end = None;
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        if self.to_tell.is_empty() {
            return Pin::new(&mut self.io).poll_read(cx, buffer);
        }
        let (now, later) = self.to_tell.split_at(self.to_tell.len().min(buffer.remaining()));
        buffer.put_slice(now);
        self.to_tell = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

/// A connection in the count of those that are open.
pub(super) struct Open(Arc<Metrics>);

impl Open {
    pub(super) fn new(metrics: &Arc<Metrics>) -> Self {
        metrics.connections.accepted.count();
        metrics.connections.open.count();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.connections.open.uncount();
    }
}
