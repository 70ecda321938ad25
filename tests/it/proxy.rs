//! A proxy between clients and a server, which breaks connections where it is told to.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// It is closed on both sides.
    Cut,
    /// It stays open, and nothing passes any more.
    Silence,
    /// It stays open, and nothing passes any more from the client to the server.
    SilenceUp,
}

/// A break behind so many bytes, those of both directions together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) after: u64,
    pub(crate) what: Break,
}

/// A running proxy. When it is dropped, so are all its connections.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    running: JoinHandle<()>,
}

impl Proxy {
    /// Passes connections on to `server`; the plan says which fault a connection has, by its number from 0.
    pub(crate) async fn start(
        server: SocketAddr,
        plan: impl Fn(usize) -> Option<Fault> + Send + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let running = tokio::spawn(async move {
            let mut passing = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let fault = plan(count.fetch_add(1, Ordering::SeqCst));
                passing.spawn(pass(client, server, fault));
                while passing.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, connections, running })
    }

    /// How many connections there have been.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Passes one connection on until it ends or breaks.
async fn pass(mut client: TcpStream, server: SocketAddr, fault: Option<Fault>) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    // What is small is not to wait for what comes behind it.
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let left = AtomicU64::new(fault.map_or(u64::MAX, |fault| fault.after));
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    if let Some(Fault { what: Break::SilenceUp, .. }) = fault {
        let up = async {
            if !forward(&mut from_client, &mut to_server, &left, false).await {
                std::future::pending::<()>().await;
            }
        };
        // What comes down loses nothing, however far it was when the other way broke.
        tokio::select! {
            () = up => return,
            _ = forward(&mut from_server, &mut to_client, &left, true) => std::future::pending().await,
        }
    }
    let closed = tokio::select! {
        closed = forward(&mut from_client, &mut to_server, &left, false) => closed,
        closed = forward(&mut from_server, &mut to_client, &left, false) => closed,
    };
    if !closed && fault.is_some_and(|fault| fault.what == Break::Silence) {
        std::future::pending().await
    }
}

/// Forwards until one side closes, or until no more bytes may pass, which `all` may; whether it was closed.
async fn forward(from: &mut ReadHalf<'_>, to: &mut WriteHalf<'_>, left: &AtomicU64, all: bool) -> bool {
    let mut bytes = vec![0; 16 << 10];
    loop {
        let Ok(count @ 1..) = from.read(&mut bytes).await else { return true };
        let before = left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(count as u64)));
        let passing = if all { count } else { before.unwrap_or_default().min(count as u64) as usize };
        if to.write_all(&bytes[..passing]).await.is_err() {
            return true;
        }
        if passing < count {
            return false;
        }
    }
}
