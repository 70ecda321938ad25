//! Connections, from the socket to the first words of HTTP/2.
//!
//! A connection begins when its TLS is agreed on and it has said that it speaks HTTP/2. Until then it knows nothing and may be
//! anybody: connections begin beside each other, each has so much time for it, and there are so many of them and no more. Where
//! more come, the one that has tried for the longest gives way, so that whoever connects and says nothing keeps nobody out for
//! long. Where all places are taken by those that have begun, the one that has had no call for the longest gives way. What a
//! connection is worked on with comes after: tonic and hyper see only those that have begun.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, Stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use super::limits::Limits;
use super::line::{Connection, Io, Line, Open};
use super::metrics::Metrics;
use super::tls::Tls;

/// What every connection of HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// One in so many of all connections may be at its beginning.
const BEGINNING: usize = 4;
/// How long each of them has in any case, however many come.
const UNDISTURBED: Duration = Duration::from_secs(1);
/// How long a connection may have had no call before it gives way to a new one.
const UNUSED: Duration = Duration::from_secs(5);
/// How long a client has to read why it was refused.
const FAREWELL: Duration = Duration::from_secs(1);
/// How long it takes until the system may have room for a connection again.
const WITHOUT_ROOM: Duration = Duration::from_millis(250);
/// How long the log is silent behind a line about connections.
const SILENCE: Duration = Duration::from_secs(1);

/// The connections that `listener` takes, as they begin. It never ends.
pub(super) fn incoming(
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    limits: &Limits,
    metrics: Arc<Metrics>,
) -> impl Stream<Item = Result<Connection, Infallible>> {
    metrics.connections.limit.set(limits.connections);
    let door = Door {
        listener,
        tls,
        most: limits.connections,
        time: limits.handshake,
        metrics,
        beginning: JoinSet::new(),
        eldest: VecDeque::new(),
        begun: Vec::new(),
        not_before: Instant::now(),
        refusals: Seldom::default(),
        given_way: Seldom::default(),
        failures: Seldom::default(),
    };
    stream::unfold(door, |mut door| async { Some((Ok(door.next().await), door)) })
}

/// Where connections come in.
struct Door {
    listener: TcpListener,
    tls: Option<Arc<Tls>>,
    /// Connections that may be open, those at their beginning among them.
    most: usize,
    /// How long a beginning may take.
    time: Duration,
    metrics: Arc<Metrics>,
    beginning: JoinSet<Begun>,
    /// Those that began first come first; some of them may be over.
    eldest: VecDeque<(Instant, AbortHandle)>,
    /// Those that have begun; some of them may be over.
    begun: Vec<Arc<Line>>,
    /// When the system may have room for one more.
    not_before: Instant,
    refusals: Seldom,
    given_way: Seldom,
    failures: Seldom,
}

/// What comes of a beginning; in time, or it is aborted.
type Begun = Result<Connection, (SocketAddr, Refusal)>;

/// Why a connection is not served.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("there are as many as limits.max-connections allows")]
    Full,
    #[error("TLS failed: {0}")]
    Tls(io::Error),
    #[error("it does not speak HTTP/2")]
    OtherProtocol,
    #[error("TLS and the first words of HTTP/2 took longer than {0:?} (limits.handshake)")]
    Slow(Duration),
    #[error("it had said nothing yet when many more came")]
    GaveWay,
    /// The client has ended it, as those do who only look whether the port is open.
    #[error("it went away")]
    Gone,
}

impl Door {
    async fn next(&mut self) -> Connection {
        loop {
            while self.eldest.front().is_some_and(|(_, beginning)| beginning.is_finished()) {
                self.eldest.pop_front();
            }
            let has_room = self.beginning.len() < self.most.div_ceil(BEGINNING);
            let gives_way = self.eldest.front().map_or_else(Instant::now, |(began, _)| *began + UNDISTURBED);
            tokio::select! {
                Some(begun) = self.beginning.join_next() => match begun {
                    Ok(Ok(connection)) if self.takes(&connection) => return connection,
                    Ok(Ok(_)) => self.refused(None, &Refusal::Full),
                    Ok(Err((_, Refusal::Gone))) => {}
                    Ok(Err((peer, refusal))) => self.refused(Some(peer), &refusal),
                    Err(_) => self.refused(None, &Refusal::GaveWay),
                },
                accepted = accept(&self.listener, self.not_before), if has_room => match accepted {
                    Ok((stream, peer)) => self.begin(stream, peer),
                    Err(error) => self.failed(&error),
                },
                () = sleep_until(gives_way), if !has_room => {
                    if let Some((_, eldest)) = self.eldest.pop_front() {
                        eldest.abort();
                    }
                }
            }
        }
    }

    /// Lets a connection begin, if there is a place for it or one that would give way once it has begun.
    fn begin(&mut self, stream: TcpStream, peer: SocketAddr) {
        let open = Open::new(&self.metrics);
        if self.metrics.connections.open.get() > self.most as u64 && self.longest_unused().is_none() {
            return self.refused(Some(peer), &Refusal::Full);
        }
        let (tls, time) = (self.tls.as_ref().map(|tls| tls.now()), self.time);
        let beginning = self.beginning.spawn(async move {
            let begun = timeout(time, begin(stream, tls)).await.unwrap_or(Err(Refusal::Slow(time)));
            let io = begun.map_err(|refusal| (peer, refusal))?;
            Ok(Connection::new(io, PREFACE, open))
        });
        self.eldest.push_back((Instant::now(), beginning));
    }

    /// Takes a connection that has begun. If all places are taken another one gives way, or there is none for it.
    fn takes(&mut self, connection: &Connection) -> bool {
        self.begun.retain(|line| line.stays());
        if self.begun.len() >= self.most {
            let Some(unused) = self.longest_unused() else { return false };
            unused.end();
            self.metrics.connections.gave_way.count();
            self.given_way.tell(Instant::now(), |more| {
                tracing::info!(more, "a connection without a call gave way to a new one");
            });
        }
        self.begun.push(connection.line());
        true
    }

    /// The connection that has had no call for the longest, if that is long enough.
    fn longest_unused(&self) -> Option<&Arc<Line>> {
        let now = Instant::now();
        let unused = self.begun.iter().filter(|line| line.stays());
        let unused = unused
            .filter_map(|line| Some((line.unused_since().filter(|&since| since + UNUSED <= now)?, line)));
        unused.min_by_key(|(since, _)| *since).map(|(_, line)| line)
    }

    fn refused(&mut self, peer: Option<SocketAddr>, refusal: &Refusal) {
        let counts = &self.metrics.connections;
        if matches!(refusal, Refusal::Full) { &counts.over_limit } else { &counts.not_begun }.count();
        self.refusals.tell(Instant::now(), |more| {
            let peer = peer.map(tracing::field::display);
            tracing::warn!(peer, more, "a connection was refused: {refusal}");
        });
    }

    fn failed(&mut self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionReset};
        let now = Instant::now();
        // Those are one client's matter.
        if !matches!(error.kind(), ConnectionAborted | ConnectionReset) {
            self.not_before = now + WITHOUT_ROOM;
            self.failures.tell(now, |more| tracing::warn!(%error, more, "the port cannot take a connection"));
        }
    }
}

/// Takes the next connection, when the system may have room for it: mostly there were too many open files.
async fn accept(listener: &TcpListener, not_before: Instant) -> io::Result<(TcpStream, SocketAddr)> {
    sleep_until(not_before).await;
    listener.accept().await
}

/// Agrees on TLS, where there is to be some, and reads the first words.
async fn begin(stream: TcpStream, tls: Option<Arc<ServerConfig>>) -> Result<Box<dyn Io>, Refusal> {
    // A connection that is told without delay is faster, and as good otherwise.
    let _ = stream.set_nodelay(true);
    let mut io: Box<dyn Io> = match tls {
        None => Box::new(stream),
        Some(config) => match TlsAcceptor::from(config).accept(stream).into_fallible().await {
            Ok(stream) => Box::new(stream),
            Err((error, _)) if error.kind() == io::ErrorKind::UnexpectedEof => return Err(Refusal::Gone),
            Err((error, stream)) => {
                let _ = timeout(FAREWELL, let_read(stream)).await;
                return Err(Refusal::Tls(error));
            }
        },
    };
    let mut read = [0; PREFACE.len()];
    let mut length = 0;
    while length < PREFACE.len() {
        match io.read(&mut read[length..]).await {
            Ok(0) | Err(_) => return Err(Refusal::Gone),
            Ok(more) => length += more,
        }
        if read[..length] != PREFACE[..length] {
            return Err(Refusal::OtherProtocol);
        }
    }
    Ok(io)
}

/// Lets a client read why it was refused. If it were closed while something of the client is unread, the system would tell
/// the client only that the connection is gone.
async fn let_read(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    while stream.read(&mut [0; 1024]).await? > 0 {}
    Ok(())
}

/// Lines of the log that whoever connects can cause: one in a while, which tells how many were left out before it.
#[derive(Default)]
struct Seldom {
    told: Option<Instant>,
    more: u64,
}

impl Seldom {
    fn tell(&mut self, now: Instant, line: impl FnOnce(u64)) {
        if self.told.is_some_and(|told| now < told + SILENCE) {
            self.more += 1;
            return;
        }
        line(std::mem::take(&mut self.more));
        self.told = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_of_one_refusal_in_a_while_and_of_how_many_it_left_out() {
        let mut refusals = Seldom::default();
        let mut told = Vec::new();
        let start = Instant::now();
        for after in [Duration::ZERO, SILENCE / 4, SILENCE / 2, SILENCE, SILENCE * 3] {
            refusals.tell(start + after, |more| told.push(more));
        }
        assert_eq!(told, [0, 2, 0]);
    }
}
