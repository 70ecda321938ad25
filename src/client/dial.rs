//! How a client reaches a service: over TCP, and over TLS if there is to be some.
//!
//! tonic has this, too, but a call on a connection that breaks is often told no more than that it broke. With TLS 1.3 a
//! client learns that its certificate was refused only after the connection has come about, so what was read last is noted.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, Join, ReadBuf, ReadHalf, WriteHalf, join, split};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;
use tonic::codegen::Service;
use tonic::transport::Uri;

use super::tls::Tls;

/// Connects whenever it is asked to.
#[derive(Clone)]
pub(super) struct Dial {
    tls: Option<Arc<ClientConfig>>,
    noted: Noted,
}

/// Why a connection broke, as far as it said so.
#[derive(Clone, Default)]
pub(super) struct Noted(Arc<Mutex<Option<String>>>);

impl Noted {
    pub(super) fn get(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, problem: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }
}

/// Bytes both ways.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A connection.
type Line = TokioIo<Join<Reader, WriteHalf<Box<dyn Io>>>>;

impl Dial {
    /// Connects with TLS, if it is configured.
    pub(super) fn new(tls: Option<Tls>) -> Self {
        Self { tls: tls.map(|tls| tls.0), noted: Noted::default() }
    }

    /// Where it is noted why the last connection broke.
    pub(super) fn noted(&self) -> Noted {
        self.noted.clone()
    }

    async fn connect(self, uri: Uri) -> io::Result<Line> {
        self.noted.set(None);
        // An address of IPv6 stands in brackets.
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = uri.port_u16().unwrap_or(if self.tls.is_some() { 443 } else { 80 });
        let stream = TcpStream::connect((&*host, port)).await?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Io> = match self.tls {
            None => Box::new(stream),
            Some(tls) => {
                let name = ServerName::try_from(host).map_err(io::Error::other)?;
                let agreed = TlsConnector::from(tls).connect(name, stream).await;
                // There is somebody at this address.
                Box::new(agreed.inspect_err(|error| self.noted.set(Some(error.to_string())))?)
            }
        };
        let (read, write) = split(stream);
        Ok(TokioIo::new(join(Reader { read, noted: self.noted }, write)))
    }
}

impl Service<Uri> for Dial {
    type Response = Line;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Line>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}

/// What comes from a service, and why nothing comes any more.
pub(super) struct Reader {
    read: ReadHalf<Box<dyn Io>>,
    noted: Noted,
}

impl AsyncRead for Reader {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = ready!(Pin::new(&mut self.read).poll_read(cx, buffer));
        if let Err(error) = &read {
            self.noted.set(Some(error.to_string()));
        }
        Poll::Ready(read)
    }
}
