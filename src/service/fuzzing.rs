//! A door for whoever tries what bytes a client or a file could have (`fuzz/`); no part of the library. Calls come in by the
//! services that the server offers, as they stand behind its connections, limits and tokens.

use std::io;
use std::path::Path;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::{Service as _, http};

use super::ingest;
use super::limits::Limits;
use super::metrics::Metrics;
use super::opening::{Door, Open, Phase};
use super::quotes::Quotes;
use super::statements::Statements;
use super::tokens::Tokens;
use super::v1::quote_service_server::QuoteServiceServer;
use super::v1::statement_service_server::StatementServiceServer;
use super::work::Work;
use crate::archive::store::Memory;
use crate::archive::{Archive, Settings};

/// Reads the text of a file of tokens, FILE: how many there are, or what is wrong.
///
/// # Errors
/// As [`Tokens::read`].
pub fn tokens(text: &[u8]) -> Result<usize, Vec<String>> {
    Tokens::of(Path::new("FILE"), text.to_owned()).map(|tokens| tokens.known.count())
}

/// What sessions share.
pub struct Service {
    runtime: Runtime,
    work: Work,
}

impl Service {
    /// Threads for the work, and one for the calls: that of the caller.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn new() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        Ok(Self { runtime, work: Work::new(Arc::new(Metrics::new()))? })
    }

    /// The service's calls, over an archive in memory that begins empty.
    pub fn session(&self) -> Session<'_> {
        let _entered = self.runtime.enter();
        let archive = Archive::open(Box::new(Memory::default()), Settings::default(), &mut |_| ());
        let archive = Arc::new(archive.expect("an empty store becomes an archive"));
        let limits = Limits::DEFAULT;
        let (writer, _) =
            ingest::start(Arc::clone(&archive), Arc::new(Metrics::new()), limits.article_quotes);
        let (phase, door) = Door::new();
        phase.send_replace(Phase::Open(Open { archive, writer }));
        let quotes = QuoteServiceServer::new(Quotes::new(limits, self.work.clone(), door.clone()));
        let statements = StatementServiceServer::new(Statements::new(limits, door));
        Session { runtime: &self.runtime, quotes, statements, _phase: phase }
    }
}

/// Calls to one archive.
pub struct Session<'s> {
    runtime: &'s Runtime,
    quotes: QuoteServiceServer<Quotes>,
    statements: StatementServiceServer<Statements>,
    /// The archive is there as long as this is.
    _phase: watch::Sender<Phase>,
}

impl Session<'_> {
    /// Makes the call of a path with a body, and reads its answer, of a stream that goes on for ever the first message. Returns
    /// the code and the message of its status.
    pub fn call(&self, path: &str, body: Vec<u8>) -> (i32, String) {
        let request = http::Request::post(path).header("content-type", "application/grpc");
        let request = request.body(Body::new(Full::new(Bytes::from(body)).map_err(|never| match never {})));
        let request = request.expect("a path of the contract makes a request");
        let (mut quotes, mut statements) = (self.quotes.clone(), self.statements.clone());
        let answer = async {
            let answer = if path.contains(".QuoteService/") {
                quotes.call(request).await
            } else {
                statements.call(request).await
            };
            let (head, mut body) = answer.unwrap_or_else(|never| match never {}).into_parts();
            let mut status = Status::from_header_map(&head.headers);
            while let Some(Ok(frame)) = body.frame().await {
                if let Some(trailers) = frame.trailers_ref() {
                    status = Status::from_header_map(trailers);
                } else if path.ends_with("/WatchStatements") {
                    return Status::ok("");
                }
            }
            status.unwrap_or_else(|| Status::unknown("there is no status"))
        };
        let status = self.runtime.block_on(answer);
        (i32::from(status.code()), status.message().to_owned())
    }
}
